"""What other packages may have done to the search index and to everyday words; publishing does it by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish import UnpublishAction
from wagtail.log_actions import log

from cms.audit import actions as audit
from cms.audit.models import Actor
from cms.catalogue.models import ServicePage
from cms.organisation.approvers import may_release
from cms.organisation.models import Partner
from cms.organisation.tenancy import may_edit
from cms.outbox.actions import send_later

from . import loading, remapping, writing
from .errors import NothingToRelease, NotInForce, NotYourGap, NotYourWord, WasInForce
from .models import Audience, EverydayWord, GapDecision, Index, Kind, Opinion, Snapshot, Subject
from .rebuilding import rebuild
from .writing import VECTORS

__all__ = [
    "REBUILD",
    "VECTORS",
    "change_everyday_word",
    "decide_about_gap",
    "discard_everyday_word",
    "index",
    "index_mapped",
    "index_service",
    "index_services",
    "propose_everyday_word",
    "rebuild",
    "release_everyday_word",
    "remove",
    "remove_service",
    "say_opinion",
    "take_back_decision",
    "take_new_words",
    "withdraw_everyday_word",
]

User = get_user_model()

REBUILD = "rebuild_index"
SOON = timedelta(minutes=2)
MANY_CHANGES = 20
MANY_OF_THE_CORPUS = 0.2


@transaction.atomic(savepoint=False)  # whoever releases begins anew if this fails: nobody goes back to here
def index(kind: Kind, numbers: Iterable[int]) -> None:
    """Write what the database says about these rows now into the index, in the caller's transaction; all or none."""
    numbers = sorted(set(numbers))
    if not numbers:
        return
    now = writing.write_many([Subject(kind, number) for number in numbers])
    if kind == Kind.SERVICE and now.version % MANY_CHANGES < len(numbers) and has_grown(now):
        send_later(REBUILD, key=REBUILD, run_at=timezone.now() + SOON)


@transaction.atomic
def remove(kind: Kind, number: int) -> None:
    """Take something out of the index before its row is deleted or while it still looks as it did."""
    writing.remove(Subject(kind, number))


def index_mapped(responsibilities: Iterable[int]) -> None:
    """Write the services of responsibilities that were mapped anew; thousands of them a job writes, within seconds."""
    remapping.write_mapped(responsibilities)


def index_service(service_id: int) -> None:
    index(Kind.SERVICE, [service_id])


def index_services(service_ids: Iterable[int]) -> None:
    index(Kind.SERVICE, service_ids)


def remove_service(service_id: int) -> None:
    remove(Kind.SERVICE, service_id)


@transaction.atomic
def propose_everyday_word(
    *, kind: str, words: str, means: str = "", page: ServicePage | None = None, partner: Partner | None = None, by: User
) -> EverydayWord:
    """Write an everyday word and ask for its release; nobody's search knows it before.

    Raises ``ValidationError`` with the field that is wrong, ``NotYourWord`` to whoever does not edit that partner.
    """
    word = EverydayWord(kind=kind, words=words, means=means, page=page, partner=partner, live=False)
    _must_be_hers(word, "add", by)
    word.full_clean()
    word.save()
    _ask_for_release(word, by)
    audit.record("everyday_word_proposed", word, by=Actor.person(by), new={"kind": kind})
    return word


@transaction.atomic
def change_everyday_word(
    word: EverydayWord, *, words: str, means: str = "", page: ServicePage | None = None, by: User
) -> None:
    """Propose other words or another meaning; what is in force stays until the release.

    Raises ``ValidationError`` and ``NotYourWord`` like ``propose_everyday_word``.
    """
    draft = EverydayWord.objects.select_for_update().get(pk=word.pk).get_latest_revision_as_object()
    _must_be_hers(draft, "change", by)
    draft.words, draft.means, draft.page = words, means, page
    draft.full_clean()
    if not draft.live:  # then the row says what waits, as Wagtail's editor leaves it
        draft.save(update_fields=["words", "means", "page"])
    _ask_for_release(draft, by)
    audit.record("everyday_word_changed", draft, by=Actor.person(by), fields=["words", "means", "page"])


@transaction.atomic
def release_everyday_word(word: EverydayWord, *, by: User) -> None:
    """Put what was proposed in force, for every worker from the commit on.

    Raises ``NotYoursToRelease`` to other partners' approvers, ``SecondPersonNeeded`` to whoever wrote it,
    ``NothingToRelease`` if it does not wait for a release (any more).
    """
    word = EverydayWord.objects.select_for_update().get(pk=word.pk)
    state = word.current_workflow_task_state
    if state is None:
        raise NothingToRelease
    state.task.specific.on_action(state.specific, by, "approve")
    audit.record("everyday_word_released", word, by=Actor.person(by), new={"revision": word.latest_revision_id})


@transaction.atomic
def withdraw_everyday_word(word: EverydayWord, *, by: User) -> None:
    """Take a word out of force at once; its history stays. Like taking down a page, who releases it may.

    Raises ``NotYourWord`` to everybody else, ``NotInForce`` if it is not in force.
    """
    word = EverydayWord.objects.select_for_update().get(pk=word.pk)
    if not may_release(by, word):
        raise NotYourWord
    if not word.live:
        raise NotInForce
    UnpublishAction(word, user=by).execute(skip_permission_checks=True)
    audit.record("everyday_word_withdrawn", word, by=Actor.person(by), old={"live": True}, new={"live": False})


@transaction.atomic
def discard_everyday_word(word: EverydayWord, *, by: User) -> None:
    """Delete what has never been in force, for whoever edits it.

    Raises ``NotYourWord`` to others, ``WasInForce`` if somebody has released it: its history stays.
    """
    word = EverydayWord.objects.select_for_update().get(pk=word.pk)
    _must_be_hers(word, "change", by)
    if word.live or word.first_published_at:
        raise WasInForce
    if state := word.current_workflow_state:
        state.cancel(user=by)
    log(instance=word, action="wagtail.delete", user=by, deleted=True)
    audit.record("everyday_word_discarded", word, by=Actor.person(by), old={"kind": word.kind})
    word.delete()


@transaction.atomic
def take_new_words() -> None:
    """Tell every worker that other everyday words are in force, in the transaction that changes them."""
    writing.take_new_words()
    writing.ask_for_vectors()


@transaction.atomic
def decide_about_gap(words: str, *, partner: Partner, kind: str, by: User) -> GapDecision:
    """What was searched in vain needs nothing; said twice, the first one stays.

    Raises ``NotYourGap`` to whoever does not edit that partner.
    """
    if not Partner.objects.edited_by(by).filter(pk=partner.pk).exists():
        raise NotYourGap
    decision, made = GapDecision.objects.in_force().get_or_create(
        partner=partner, words=words, defaults={"kind": kind, "by": by}
    )
    if made:
        audit.record("gap_decided", decision, by=Actor.person(by), new={"kind": kind})
    return decision


@transaction.atomic
def take_back_decision(decision: GapDecision, *, by: User) -> None:
    """The gap stands in the list again; the decision stays in its history. Raises ``NotYourGap``."""
    if not Partner.objects.edited_by(by).filter(pk=decision.partner_id).exists():
        raise NotYourGap
    now = timezone.now()
    if GapDecision.objects.in_force().filter(pk=decision.pk).update(taken_back_by=by, taken_back_at=now):
        audit.record("gap_decision_taken_back", decision, by=Actor.person(by), old={"kind": decision.kind})


def say_opinion(page: ServicePage, *, partner: Partner, helpful: bool, words: str = "") -> None:
    """Whether a page was helpful to somebody; nothing says to whom. Without audit: it would say when."""
    Opinion.objects.create(
        day=timezone.localdate(), page=page, partner=partner, helpful=helpful, words=words[: Opinion.LONGEST]
    )


def _must_be_hers(word: EverydayWord, verb: str, by: User) -> None:
    if not by.has_perm(f"knowledge.{verb}_everydayword") or not may_edit(by, word):
        raise NotYourWord


def _ask_for_release(word: EverydayWord, by: User) -> None:
    """Whoever asks again takes the place of what she or somebody else asked before."""
    word.save_revision(user=by)
    if state := word.current_workflow_state:
        state.cancel(user=by)
    word.get_workflow().start(word, by)


def has_grown(index: Index) -> bool:
    """Whether so much came since the last rebuild that many compounds were indexed before their parts were known.

    Worth a question once in so many changes.
    """
    last = Snapshot.objects.filter(generation=index.generation).values_list("version", flat=True).first() or 0
    services = loading.at_hand(Audience.PUBLIC).lexicon.services
    return index.version - last > max(MANY_CHANGES, MANY_OF_THE_CORPUS * services)
