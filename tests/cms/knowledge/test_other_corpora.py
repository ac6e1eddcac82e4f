"""How well Munich's keywords are answered, and whether Elasticsearch answers as the database does.

Apart from the other measurements, so that another process takes them.
"""

import pytest

from tests.cms.knowledge.relevance_run import DATA, measured

pytestmark = pytest.mark.data

MUNICH = (0.605, 0.705)  # MRR@10 and success@3, a little under what was reached


def test_the_keywords_of_munichs_editors_are_answered():
    figures = measured(
        *("--services", DATA / "munich-dldb" / "services_de.json"),
        *("--queries", DATA / "relevance" / "munich_keywords.tsv"),
    )

    assert figures["mrr@10"] >= MUNICH[0]
    assert figures["success@3"] >= MUNICH[1]


@pytest.mark.parametrize(
    "services, queries",
    [("berlin-2024/services_de_2024.json", "dev.jsonl"), ("munich-dldb/services_de.json", "munich_keywords.tsv")],
)
def test_elasticsearch_answers_as_the_database_does(elasticsearch, monkeypatch, services, queries):
    monkeypatch.setenv("ELASTICSEARCH_URL", elasticsearch)
    monkeypatch.setenv("ELASTICSEARCH_REPLICAS", "0")
    given = ("--services", DATA / services, "--queries", DATA / "relevance" / queries)

    [parity] = measured(*given, "--engine", "elasticsearch", model="none")["parity"].values()

    assert parity["same_first"] >= 0.98, parity["different"]
    assert abs(parity["mrr_difference"]) <= 0.01
