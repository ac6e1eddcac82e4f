"""The connections to the server, and what went wrong with one in a word."""

from __future__ import annotations

import os
from functools import lru_cache

from django.conf import settings
from elastic_transport import ConnectionTimeout, NodeConfig, TlsError, TransportError, client_utils
from elasticsearch import ApiError, Elasticsearch, UnsupportedProductError
from elasticsearch.helpers import BulkIndexError

from cms.knowledge.engines.trouble import Trouble

ERRORS = (ApiError, TransportError, BulkIndexError)


def searching() -> Elasticsearch:
    """For people who wait: what takes longer than its time is answered by the database."""
    return _client(os.getpid(), settings.ELASTICSEARCH_TIMEOUT_MS / 1000, *_settings())


def writing() -> Elasticsearch:
    """For jobs and commands."""
    return _client(os.getpid(), float(settings.ELASTICSEARCH_WRITE_TIMEOUT), *_settings())


def _settings() -> tuple[tuple[str, ...], str, str]:
    return (
        tuple(settings.ELASTICSEARCH_URL),
        settings.ELASTICSEARCH_API_KEY,
        settings.ELASTICSEARCH_CA_FILE,
    )


@lru_cache(maxsize=8)
def _client(process: int, timeout: float, urls: tuple[str, ...], key: str, ca_file: str) -> Elasticsearch:
    """One for each process: connections must not be shared after a fork.

    The time-out belongs to the node's description: there it is one for connecting and answering together. Given with a
    request it would count twice. Nothing is tried again here: the next search, or the next job, is the next attempt.
    """
    with_ca = {"ca_certs": ca_file} if ca_file else {}
    nodes = [_with(client_utils.url_to_node_config(url, use_default_ports_for_scheme=True), timeout) for url in urls]
    return Elasticsearch(nodes, api_key=key or None, max_retries=0, retry_on_timeout=False, **with_ca)


def _with(node: NodeConfig, timeout: float) -> NodeConfig:
    return node.replace(request_timeout=timeout)


def trouble_of(error: Exception) -> Trouble:
    """What went wrong, as far as an operator can do something about it."""
    if isinstance(error, UnsupportedProductError):
        return Trouble.ANOTHER_PRODUCT
    if isinstance(error, TlsError):
        return Trouble.NOT_TRUSTED
    if isinstance(error, ConnectionTimeout):
        return Trouble.SLOW
    if isinstance(error, BulkIndexError):
        said = [each for item in error.errors for each in item.values()]
        return _by_status({each.get("status", 0) for each in said}, str([each.get("error") for each in said[:20]]))
    if isinstance(error, ApiError):
        return _by_status({error.meta.status}, str(error.body))
    return Trouble.AWAY


def _by_status(found: set[int], body: str) -> Trouble:
    if "cluster_block_exception" in body:  # of writing, or of everything while the server has no master
        return Trouble.HALF_UP if "SERVICE_UNAVAILABLE" in body else Trouble.READ_ONLY
    if found & {401, 403}:
        return Trouble.KEY_REFUSED
    if "index_not_found" in body or 404 in found:
        return Trouble.INDEX_MISSING
    if 406 in found or "media_type_header_exception" in body:
        return Trouble.ANOTHER_PRODUCT
    if "timed_out" in body or "timeout" in body.lower() or 408 in found:
        return Trouble.SLOW
    if found & {429, 502, 503, 504} or "phase_execution_exception" in body:
        return Trouble.HALF_UP
    return Trouble.REFUSED
