"""What one process commits another finds by its next search; what is rolled back nobody ever finds."""

from __future__ import annotations

import pytest

from tests.factories.catalogue import ServicePageFactory
from tests.factories.organisation import ColleagueFactory, DepartmentFactory, MappingFactory, OfficeFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def test_committed_means_found_in_every_process_and_rolled_back_never(processes):
    mapping = MappingFactory()
    partner = mapping.partner
    ServicePageFactory(title="Angelschein", responsibility=mapping.responsibility)
    kept = ServicePageFactory(title="Jagdschein Zebrakraut", responsibility=mapping.responsibility, live=False)
    lost = ServicePageFactory(title="Waffenschein Heidekraut", responsibility=mapping.responsibility, live=False)
    publisher, searcher = processes(2)
    assert searcher.found("Angelschein", partner) == ["Angelschein"]
    before = searcher.ask("lexicon")

    assert publisher.ask("publish and wait", lost.pk) == {"written": lost.pk}
    assert "Waffenschein Heidekraut" not in searcher.found("Heidekraut", partner)
    publisher.tell("roll back")
    assert publisher.answer() == {"ended": lost.pk}
    assert "Waffenschein Heidekraut" not in searcher.found("Heidekraut", partner)
    assert searcher.ask("lexicon") == before
    assert publisher.ask("lexicon") == before

    assert publisher.ask("publish and wait", kept.pk) == {"written": kept.pk}
    assert "Jagdschein Zebrakraut" not in searcher.found("Zebrakraut", partner)
    publisher.tell("commit")
    assert publisher.answer() == {"ended": kept.pk}
    assert searcher.found("Zebrakraut", partner)[0] == "Jagdschein Zebrakraut"
    assert searcher.ask("lexicon") == publisher.ask("lexicon")
    assert searcher.ask("lexicon")["services"] == 2


def test_offices_and_colleagues_change_for_every_process_at_the_commit_and_not_before(processes):
    department = DepartmentFactory(name="Fachdienst Soziales")
    office = OfficeFactory(department=department, name="Zebrastelle")
    colleague = ColleagueFactory(department=department, name="Anna Krokodil")
    partner = department.partner
    writer, searcher = processes(2)

    def stand() -> tuple[list[str], list[str], list[str]]:
        return (
            searcher.found("Zebrastelle", partner)[:1],
            searcher.found("Nashornamt", partner)[:1],
            searcher.found("Anna Krokodil", partner, "agent")[:1],
        )

    before, after = (["Zebrastelle"], [], ["Anna Krokodil"]), ([], ["Nashornamt"], [])
    assert stand() == before

    for ending, expected in (("roll back", before), ("commit", after)):
        assert writer.ask("change and wait", "Nashornamt", colleague.pk, office.pk) == {"written": "Nashornamt"}
        assert stand() == before
        writer.tell(ending)
        assert writer.answer() == {"ended": "Nashornamt"}
        assert stand() == expected


def test_publishers_at_once_lose_nothing_of_the_lexicon(processes):
    mapping = MappingFactory()
    pages = [
        ServicePageFactory(title=f"Leistung {number} Wort{number}", responsibility=mapping.responsibility, live=False)
        for number in range(16)
    ]
    first, second, searcher = processes(3)

    first.tell(["publish", [page.pk for page in pages[::2]]])
    second.tell(["publish", [page.pk for page in pages[1::2]]])
    first.answer()
    second.answer()

    lexicon = searcher.ask("lexicon")
    assert lexicon["services"] == len(pages)
    assert lexicon["stems"]["leistung"][-1] == len(pages)
    assert all(lexicon["words"][f"wort{number}"] == [1, 0] for number in range(16))
    for number in range(16):
        assert searcher.found(f"wort{number}", mapping.partner)[0] == f"Leistung {number} Wort{number}"
    assert first.ask("lexicon") == second.ask("lexicon") == lexicon


def test_what_changes_and_goes_is_so_for_every_process_at_the_commit(processes):
    mapping = MappingFactory()
    page = ServicePageFactory(title="Jagdschein Zebrakraut", responsibility=mapping.responsibility)
    other = ServicePageFactory(title="Angelschein Heidekraut", responsibility=mapping.responsibility)
    publisher, searcher = processes(2)
    assert searcher.found("Zebrakraut", mapping.partner) == ["Jagdschein Zebrakraut"]

    publisher.ask("rename", page.pk, "Jagdschein Farnkraut")
    assert searcher.found("Farnkraut", mapping.partner) == ["Jagdschein Farnkraut"]
    assert "Jagdschein Zebrakraut" not in searcher.found("Zebrakraut", mapping.partner)

    publisher.ask("take down", page.pk)
    assert "Jagdschein Farnkraut" not in searcher.found("Farnkraut", mapping.partner)

    assert searcher.found("Heidekraut", mapping.partner) == ["Angelschein Heidekraut"]
    publisher.ask("delete", other.pk)
    assert searcher.found("Heidekraut", mapping.partner) == []
    assert searcher.ask("lexicon")["services"] == 0
