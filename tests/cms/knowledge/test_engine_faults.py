"""The engine away, slow, read-only, empty or another product: people never wait, nothing is lost, it catches up."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from cms.knowledge.engines import beside
from cms.knowledge.engines.elasticsearch import clients, comparing, following, sets, writing
from cms.knowledge.engines.elasticsearch.documents import IN_USE
from cms.knowledge.engines.elasticsearch.recall import ElasticsearchEngine
from cms.knowledge.engines.trouble import Trouble
from cms.knowledge.models import Following
from cms.knowledge.search import search
from cms.outbox.models import Job
from tests.elasticsearch.front import Front
from tests.factories.catalogue import ServicePageFactory
from tests.factories.outbox import run_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("elasticsearch")]

LONGEST = 60


@pytest.fixture
def questions(monkeypatch) -> list[str]:
    """The searches that reached for the engine, as they left."""
    asked = []
    proposed = ElasticsearchEngine.proposed

    def noted(self, *args, **options):
        asked.append("asked")
        return proposed(self, *args, **options)

    monkeypatch.setattr(ElasticsearchEngine, "proposed", noted)
    return asked


@pytest.fixture
def town(partner, responsibility):
    for title in ("Hund anmelden", "Hundesteuer zahlen", "Angelschein"):
        ServicePageFactory(title=title, responsibility=responsibility)
    run_jobs()
    assert sets.in_use()
    return partner


def found(query, partner) -> list[str]:
    beside.forget()
    return [hit.title for hit in search(query, partner=partner).hits]


def until(true) -> None:
    ends = time.monotonic() + LONGEST
    while not true():
        assert time.monotonic() < ends, "it did not come to pass"
        time.sleep(0.05)


def remarks() -> str:
    return " ".join(beside.remarks(timezone.now()))


def test_a_node_killed_in_the_middle_of_a_search_costs_one_question_and_comes_back_by_itself(
    town, responsibility, dying_node, questions, settings
):
    before = found("Hund", town)
    assert questions
    questions.clear()
    settings.ELASTICSEARCH_TIMEOUT_MS = 60_000
    dying_node.freeze()  # so that the search is under way for certain
    killer = threading.Timer(1.0, dying_node.kill)
    killer.start()

    for _ in range(3):
        assert found("Hund", town) == before
    killer.join()
    ServicePageFactory(title="Krokodil anmelden", responsibility=responsibility)
    assert "Krokodil anmelden" in found("Krokodil", town)
    following.follow()

    assert questions == ["asked"]
    assert beside.breaker.trouble == Trouble.AWAY
    assert str(Trouble.AWAY.label) in remarks()
    job = Job.objects.get(name=beside.FOLLOW)
    assert (job.state, job.last_error) == (Job.State.WAITING, "")

    dying_node.start()
    until(lambda: not beside.breaker.is_open)
    following.follow()

    assert list(comparing.differences(IN_USE)) == []
    questions.clear()
    assert "Krokodil anmelden" in found("Krokodil", town)
    assert questions
    assert remarks() == ""


def test_a_node_killed_in_the_middle_of_indexing_has_everything_after_its_return(
    town, responsibility, dying_node, monkeypatch
):
    pages = [ServicePageFactory(title=f"Leistung {n} Wort{n}", responsibility=responsibility) for n in range(12)]
    put = writing.put

    def killed_half_way(names, documents, version):
        documents = list(documents)
        put(names, documents[: len(documents) // 2], version)
        dying_node.kill()
        return put(names, documents[len(documents) // 2 :], version)

    with monkeypatch.context() as patched:
        patched.setattr(writing, "put", killed_half_way)
        following.follow()
    assert str(Trouble.AWAY.label) in remarks()
    pages[0].unpublish()
    dying_node.start()

    following.follow()

    assert list(comparing.differences(IN_USE)) == []
    assert Following.objects.get().away_since is None


def test_a_read_only_engine_is_searched_until_it_lacks_too_much(town, responsibility, questions, monkeypatch):
    block(read_only=True)
    ServicePageFactory(title="Krokodil anmelden", responsibility=responsibility)
    following.follow()
    assert str(Trouble.READ_ONLY.label) in remarks()
    found("Hund", town)
    assert questions
    monkeypatch.setattr(beside, "LATE", timedelta(0))
    questions.clear()

    assert "Krokodil anmelden" in found("Krokodil", town)

    assert questions == []
    block(read_only=False)
    following.follow()
    assert list(comparing.differences(IN_USE)) == []
    assert "Krokodil anmelden" in found("Krokodil", town)
    assert questions
    assert remarks() == ""


def test_what_one_process_was_not_answered_no_other_asks(town, questions):
    beside.note(Trouble.READ_ONLY)
    found("Hund", town)
    assert questions == ["asked"]
    beside.note(Trouble.SLOW)

    assert "Hund anmelden" in found("Hund", town)

    assert questions == ["asked"]
    following.follow()
    found("Hund", town)
    assert questions == ["asked", "asked"]


def test_an_index_that_was_deleted_is_filled_by_itself(town, questions):
    sets.remove(sets.in_use())

    assert "Hund anmelden" in found("Hund", town)

    assert beside.breaker.trouble == Trouble.INDEX_MISSING
    following.follow()
    until(lambda: not beside.breaker.is_open)
    assert list(comparing.differences(IN_USE)) == []
    assert "Hund anmelden" in found("Hund", town)
    assert questions == ["asked", "asked"]


@pytest.mark.slow
def test_a_node_that_never_answers_is_given_up_in_time_and_searched_again_later(town, dying_node, questions, settings):
    settings.ELASTICSEARCH_TIMEOUT_MS = 250
    before = found("Hund", town)
    dying_node.freeze()
    questions.clear()

    for _ in range(3):
        assert found("Hund", town) == before

    assert questions == ["asked"]
    assert beside.breaker.trouble == Trouble.SLOW
    dying_node.thaw()
    until(lambda: not beside.breaker.is_open)
    assert found("Hund", town) == before
    assert len(questions) > 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "answer, trouble",
    [
        ((401, {"X-Elastic-Product": "Elasticsearch"}), Trouble.KEY_REFUSED),
        ((403, {"X-Elastic-Product": "Elasticsearch"}), Trouble.KEY_REFUSED),
        ((200, {}), Trouble.ANOTHER_PRODUCT),
        ((406, {"X-Elastic-Product": "Elasticsearch"}), Trouble.ANOTHER_PRODUCT),
        ((503, {"X-Elastic-Product": "Elasticsearch"}), Trouble.HALF_UP),
    ],
)
def test_what_answers_otherwise_is_named_and_the_database_answers(town, settings, other_server, answer, trouble):
    before = found("Hund", town)
    settings.ELASTICSEARCH_URL = [other_server(*answer)]

    assert found("Hund", town) == before
    assert beside.breaker.trouble == trouble
    following.follow()
    assert str(trouble.label) in remarks()


def test_it_is_reached_over_tls_by_its_key_and_not_without_either(town, responsibility, settings, fronts, questions):
    front = fronts("here")
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_API_KEY = [front.url], front.key
    settings.ELASTICSEARCH_CA_FILE = str(front.ca_file)
    ServicePageFactory(title="Krokodil anmelden", responsibility=responsibility)
    run_jobs()
    assert "Krokodil anmelden" in found("Krokodil", town)
    assert (questions, remarks()) == (["asked"], "")

    for key, ca_file, trouble in (
        ("another", front.ca_file, Trouble.KEY_REFUSED),
        ("", front.ca_file, Trouble.KEY_REFUSED),
        (front.key, fronts("of another authority").ca_file, Trouble.NOT_TRUSTED),
        (front.key, "", Trouble.NOT_TRUSTED),
    ):
        settings.ELASTICSEARCH_API_KEY, settings.ELASTICSEARCH_CA_FILE = key, str(ca_file)
        following.follow()
        assert str(trouble.label) in remarks()
        assert beside.attempt() == trouble

    other = fronts("for another address", host="127.0.0.2")
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_CA_FILE = [other.url], str(other.ca_file)
    assert beside.attempt() == Trouble.NOT_TRUSTED
    beside.note(None)  # so that it is asked
    assert "Krokodil anmelden" in found("Krokodil", town)
    assert beside.breaker.trouble == Trouble.NOT_TRUSTED


@pytest.mark.slow
def test_a_server_that_is_half_up_is_named_and_asked_again_when_it_is_whole(
    town, responsibility, dying_node, settings, questions
):
    settings.ELASTICSEARCH_WRITE_TIMEOUT = 4
    dying_node.kill()
    dying_node.settings = {"gateway.recover_after_data_nodes": 2}  # so that it waits for another one
    dying_node.launch()
    until(lambda: dying_node.says("/_alias") == 503)
    ServicePageFactory(title="Krokodil anmelden", responsibility=responsibility)

    assert "Krokodil anmelden" in found("Krokodil", town)
    assert beside.breaker.trouble == Trouble.HALF_UP
    following.follow()
    assert str(Trouble.HALF_UP.label) in remarks()

    dying_node.kill()
    dying_node.settings = {}
    dying_node.start()
    following.follow()
    assert list(comparing.differences(IN_USE)) == []
    until(lambda: not beside.breaker.is_open)
    questions.clear()
    assert "Krokodil anmelden" in found("Krokodil", town)
    assert (questions, remarks()) == (["asked"], "")


@pytest.mark.slow
def test_nobody_waits_for_the_engine_when_saving(town, responsibility, dying_node):
    dying_node.freeze()

    page = ServicePageFactory(title="Krokodil anmelden", responsibility=responsibility)

    assert Job.objects.filter(name=beside.FOLLOW).exists()
    assert page.live


def block(*, read_only: bool) -> None:
    """As the server does by itself where the disk is nearly full."""
    clients.writing().indices.put_settings(
        index=IN_USE.all, settings={"index.blocks.read_only_allow_delete": read_only or None}
    )


@pytest.fixture
def fronts(server, tmp_path):
    """Fronts of TLS before the server, each with an authority of its own."""
    open_ones = []

    def front(name: str, **options) -> Front:
        open_ones.append(Front(server, tmp_path / name, **options))
        return open_ones[-1]

    yield front
    for each in open_ones:
        each.close()


@pytest.fixture
def other_server():
    """Something that speaks HTTP and always says the same."""
    servers = []

    def start(status: int, headers: dict[str, str]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(status)
                for name, value in {**headers, "Content-Type": "application/json", "Content-Length": "2"}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(b"{}")

            do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = answer

            def log_message(self, *args):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
