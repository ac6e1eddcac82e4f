"""Gives the centre's lead and the administrators the right to read the proof."""

from cms.accounts.groups import ADMINISTRATOR, CENTRE_LEAD
from cms.accounts.setup import grant


def let_leads_see_the_proof(**kwargs) -> None:
    for group in (CENTRE_LEAD, ADMINISTRATOR):
        grant(group, ["assurance.view_proofrun"])
