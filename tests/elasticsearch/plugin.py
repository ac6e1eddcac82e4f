"""Fixtures for the search engine beside the database: one real server for a run, indexes of its own for each test."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.elasticsearch.home import home
from tests.elasticsearch.node import Node


@pytest.fixture(scope="session")
def started_node() -> Iterator[Node]:
    """A node of this run's own, started when the first test asks for it."""
    folder = Path(tempfile.mkdtemp(prefix="kuemmerer-node-"))
    folder.chmod(0o755)
    node = Node(home(), folder)
    try:
        node.start()
        yield node
    finally:
        node.kill()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server(request) -> str:
    """The address of the server that ELASTICSEARCH_URL names, or of a node of this run's own."""
    return os.environ.get("ELASTICSEARCH_URL") or request.getfixturevalue("started_node").url


@pytest.fixture
def elasticsearch(server, settings) -> Iterator[str]:
    """The engine switched on; what a test leaves there is removed."""
    from cms.knowledge.engines import beside
    from cms.knowledge.engines.breaker import Breaker
    from cms.knowledge.engines.elasticsearch import clients

    settings.ELASTICSEARCH_URL = [server]
    settings.ELASTICSEARCH_PREFIX = f"test-{secrets.token_hex(4)}"
    settings.ELASTICSEARCH_REPLICAS = 0
    settings.ELASTICSEARCH_TIMEOUT_MS = 2_000  # machines of tests are busy; tests about time say their own
    beside.forget()
    beside.breaker = Breaker(beside.attempt, lambda trouble: None)  # its thread sees no test's transaction
    yield server
    beside.forget()
    settings.ELASTICSEARCH_URL = [server]
    clients.writing().indices.delete(index=f"{settings.ELASTICSEARCH_PREFIX}-*", expand_wildcards="all")


@pytest.fixture
def dying_node(started_node, elasticsearch) -> Iterator[Node]:
    """The node itself, for tests that kill or stop it; afterwards it is there again."""
    yield started_node
    if started_node.process is None:
        started_node.start()
    else:
        started_node.thaw()
        started_node.wait()
