"""A responsibility mapped anew changes who has its services: few are written at once, thousands by a job."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import ngettext

from cms.catalogue.models import AgentNote, LocalServicePage, ServicePage
from cms.organisation.following import tells_what_follows
from cms.organisation.models import ResponsibilityMapping
from cms.outbox.actions import send_later

from . import writing
from .engines import engine
from .models import Audience, Entry, Kind, Remap, Subject

REMAP = "write_mapped_services"  # the job
FEW = 50  # so many keep nobody waiting who saves a mapping
AT_ONCE = 100  # so many are written under one lock


def mapped_services(responsibility: int) -> QuerySet:
    return ServicePage.objects.german().live().filter(responsibility=responsibility).order_by("pk")


@transaction.atomic
def write_mapped(responsibilities: Iterable[int]) -> None:
    """Write the services of these responsibilities, or leave a row and a job where there are many.

    The row is written in the transaction of the mapping: who maps anew while the job runs sends it back to the first.
    """
    for responsibility in sorted(responsibilities):
        services = list(mapped_services(responsibility).values_list("pk", flat=True)[: FEW + 1])
        if len(services) > FEW:
            Remap.objects.update_or_create(responsibility_id=responsibility, defaults={"last_service": 0})
            send_later(REMAP, key=REMAP)
        elif services:
            writing.write_many([Subject(Kind.SERVICE, service) for service in services])


@transaction.atomic
def write_some() -> bool:
    """Write some services of a responsibility that waits; returns whether there was one."""
    remap = Remap.objects.select_for_update().order_by("pk").first()
    if remap is None:
        return False
    services = list(mapped_services(remap.responsibility_id).filter(pk__gt=remap.last_service)[:AT_ONCE])
    if services:
        write_partners(services, remap.responsibility_id)
        remap.last_service = services[-1].pk
        remap.save(update_fields=["last_service"])
    if len(services) < AT_ONCE:
        remap.delete()
    return True


def write_partners(services: Sequence[ServicePage], responsibility: int) -> None:
    """Give entries the partners that have them now; a service is merged anew only where that is not enough.

    Mostly no partner has words of its own: then a mapping changes no text but only for whom it is.
    """
    index = writing.lock()
    mapped = dict.fromkeys(
        ResponsibilityMapping.objects.filter(responsibility=responsibility).values_list("partner", flat=True), True
    )
    deviating, entries = with_words_of_partners(services), entries_of(services, index.generation)
    steps, kept = [], []
    for service in services:
        subject = Subject(Kind.SERVICE, service.pk)
        mine = entries[service.pk]
        if mapped and len(mine) == len(Audience) and not service.is_not_ours and service.pk not in deviating:
            kept += [(entry, mapped) for entry in mine]
            steps.append((subject, {}))
        else:
            steps.append((subject, writing.write_now(subject, index)))
    writing.keep_partners(kept, engine())
    writing.go_far(index, steps)
    writing.ask_for_vectors()


def with_words_of_partners(services: Sequence[ServicePage]) -> set[int]:
    """Those that some partner has otherwise: by a local page, or to agents by a note."""
    local = LocalServicePage.objects.filter(service__in=services).values_list("service", flat=True)
    noted = AgentNote.objects.filter(service__in=services, partner__isnull=False).values_list("service", flat=True)
    return {*local, *noted}


def entries_of(services: Sequence[ServicePage], generation: int) -> Mapping[int, list[Entry]]:
    """The entries of some services; without words of partners there is one for each audience."""
    found: dict[int, list[Entry]] = defaultdict(list)
    numbers = [service.pk for service in services]
    for entry in Entry.objects.filter(kind=Kind.SERVICE, object_id__in=numbers, generation=generation):
        found[entry.object_id].append(entry)
    return found


@tells_what_follows("responsibilitymapping")
def what_waits() -> Iterator[str]:
    """For the list of the mappings."""
    for remap in Remap.objects.select_related("responsibility").order_by("responsibility__name"):
        left = mapped_services(remap.responsibility_id).filter(pk__gt=remap.last_service).count()
        yield ngettext(
            "The search is following: %(count)d service of “%(name)s” is still found as before.",
            "The search is following: %(count)d services of “%(name)s” are still found as before.",
            left,
        ) % {"count": left, "name": remap.responsibility}
