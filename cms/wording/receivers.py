"""What follows from migrations: the centre's editors keep the list of officialese."""

from cms.accounts import groups
from cms.accounts.setup import grant

RIGHTS = [f"wording.{verb}_officialeseword" for verb in ("view", "add", "change", "delete")]


def give_permissions(sender, apps=None, **kwargs) -> None:
    try:
        apps.get_model("wording", "OfficialeseWord")
    except LookupError:  # migrated back to before the table
        return
    grant(groups.CENTRAL_EDITOR, RIGHTS)
