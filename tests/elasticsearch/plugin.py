"""Fixtures for the search engine beside the database: one real server for a run, indexes of its own for each test."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator

import pytest

from tests.elasticsearch.node import Node, one_node


@pytest.fixture(scope="session")
def started_node() -> Iterator[Node]:
    """A node of this run's own, started when the first test asks for it."""
    with one_node() as node:
        yield node


@pytest.fixture
def server(request) -> str:
    """The address of the server that ELASTICSEARCH_URL names, or of a node of this run's own: always for a kill."""
    named = "" if "dying_node" in request.fixturenames else os.environ.get("ELASTICSEARCH_URL")
    return named or request.getfixturevalue("started_node").url


@pytest.fixture
def elasticsearch(server, settings) -> Iterator[str]:
    """The engine switched on; what a test leaves there is removed."""
    from cms.knowledge.engines import beside
    from cms.knowledge.engines.breaker import Breaker
    from cms.knowledge.engines.elasticsearch import clients

    way = [server], settings.ELASTICSEARCH_API_KEY, settings.ELASTICSEARCH_CA_FILE
    settings.ELASTICSEARCH_URL = way[0]
    settings.ELASTICSEARCH_PREFIX = f"test-{secrets.token_hex(4)}"
    settings.ELASTICSEARCH_REPLICAS = 0
    settings.ELASTICSEARCH_TIMEOUT_MS = 2_000  # machines of tests are busy; tests about time say their own
    beside.forget()
    beside.breaker = Breaker(beside.attempt, lambda trouble: None)  # its thread sees no test's transaction
    yield server
    beside.breaker.attempt = lambda: None  # its thread ends
    beside.forget()
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_API_KEY, settings.ELASTICSEARCH_CA_FILE = way
    clients.writing().indices.delete(index=f"{settings.ELASTICSEARCH_PREFIX}-*", expand_wildcards="all")


@pytest.fixture
def dying_node(started_node, elasticsearch) -> Iterator[Node]:
    """The node itself, for tests that kill or stop it; afterwards it is there again."""
    yield started_node
    started_node.settings = {}
    if started_node.process is None:
        started_node.start()
    else:
        started_node.thaw()
        started_node.wait()
