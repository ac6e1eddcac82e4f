"""What every test may rely on: marks that choose a database, a database made once, nothing that can be skipped."""

import fcntl
import os
import time

import parts
import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection, transaction
from django.test import TransactionTestCase
from django.utils import translation

from tests import starting_rows
from tests.elasticsearch.home import can_be_started

pytest_plugins = ["tests.browser.plugin", "tests.elasticsearch.plugin"]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Leave out (never skip) what the chosen database cannot do and what only the long runs do."""
    chosen = config.getoption("-m") or ""
    unwanted = {mark for mark in ("slow", "data") if mark not in chosen}
    if connection.vendor != "postgresql":
        unwanted.add("postgres")
    left_out = [
        item for item in items if any(item.get_closest_marker(mark) for mark in unwanted) or cannot_be_killed(item)
    ]
    config.nodes_not_killed = sum(map(cannot_be_killed, left_out))
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    for item in items:
        if "elasticsearch" in item.fixturenames:
            item.add_marker(pytest.mark.engine)
            item.add_marker(pytest.mark.xdist_group("elasticsearch"))  # one node at most
        if item.get_closest_marker("browser"):
            # One browser at a time: two of them on two cores are slower than one.
            item.add_marker(pytest.mark.xdist_group("browser"))


def cannot_be_killed(item):
    """Nobody kills the server that ELASTICSEARCH_URL names: such a test needs a node of this run's own."""
    return "dying_node" in item.fixturenames and "ELASTICSEARCH_URL" in os.environ and not can_be_started()


def pytest_terminal_summary(terminalreporter, config):
    """What is left out for want of a part is said: a run with fewer tests looks as green."""
    if number := getattr(config, "nodes_not_killed", 0):
        terminalreporter.write_line(
            f"Left out: {number} tests that kill or freeze Elasticsearch. They need a JDK and Maven for a node of their"
            " own; the server that ELASTICSEARCH_URL names is never killed."
        )


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A skipped test and an expected failure look green and prove nothing: both are failures here."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped:
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else getattr(report, "wasxfail", "")
        report.outcome = "failed"
        report.longrepr = f"No test may be skipped or expected to fail: {why}"
        if hasattr(report, "wasxfail"):
            del report.wasxfail


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector):
    """A module that skips itself as a whole is a failure as well."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"No module may be skipped: {report.longrepr}"


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker, django_db_keepdb, django_db_createdb):
    """The migrated test database: on PostgreSQL made once and copied for each process of pytest-xdist."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    creation, real_name = connection.creation, connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        if worker and connection.vendor == "postgresql":
            copy_of_the_first(worker, request.getfixturevalue("tmp_path_factory").getbasetemp().parent)
        else:
            make_database(keep=django_db_keepdb and not django_db_createdb)
    TransactionTestCase._fixture_teardown = back_to_the_start
    yield
    with django_db_blocker.unblock():
        if not django_db_keepdb:
            end_other_sessions(creation)
            creation.destroy_test_db(real_name, verbosity=0)


def back_to_the_start(test):
    """A test that committed gives the next one the rows it found itself: Wagtail's root page for one.

    A page that was closed may still have a request under way, and the database ends one of the two in a deadlock.
    """
    for wait in (0.5, 2, 5):
        try:
            return starting_rows.bring_back()
        except OperationalError:
            time.sleep(wait)
    return starting_rows.bring_back()


def end_other_sessions(creation):
    """Once a browser runs, this thread has a second connection, and nobody closes it before the database goes."""
    if creation.connection.vendor != "postgresql":
        return
    name = creation.connection.settings_dict["NAME"]
    creation.connection.close()
    with creation._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def make_database(*, keep):
    """Migrate an empty database, or the one kept from the last run, and remember what migrations put into it."""
    creation, real_name = connection.creation, connection.settings_dict["NAME"]
    creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=keep)
    if keep and not ContentType.objects.exists():  # a run was killed in the middle
        creation.destroy_test_db(real_name, verbosity=0)
        creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    starting_rows.remember()


def copy_of_the_first(worker, folder):
    """Make the database unless another process has done so, and go on with a copy of it."""
    creation = connection.creation
    test_name = creation._get_test_db_name()
    with (folder / "database.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "database.done"
        if not done.exists():
            make_database(keep=False)
            done.touch()
        connection.close()
        connection.settings_dict["NAME"] = test_name
        creation.clone_test_db(suffix=worker, verbosity=0)
        connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = f"{test_name}_{worker}"


@pytest.fixture(scope="module")
def rows_of_module(django_db_setup, django_db_blocker):
    """A transaction around those of all tests of a module, taken back at its end: what costs much is made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session", autouse=True)
def own_files(tmp_path_factory):
    """Pictures and documents that tests upload do not land among those of the demo."""
    folder = tmp_path_factory.mktemp("media")
    before, settings.MEDIA_ROOT = settings.MEDIA_ROOT, str(folder)
    settings.STORAGES["case_files"]["OPTIONS"]["location"] = tmp_path_factory.mktemp("case_files")
    yield
    settings.MEDIA_ROOT = before


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, or the one that KUEMMERER_CHROMIUM names; without one the test fails."""
    executable = parts.chromium()
    assert executable, "There is no Chromium: apt-get install chromium, or name one with KUEMMERER_CHROMIUM."
    # Playwright keeps an event loop in this thread, and Django would refuse to touch the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {**browser_type_launch_args, "executable_path": executable, "args": FLAGS}


@pytest.fixture(autouse=True)
def own_language():
    """A request in English leaves its language with the thread; the next test begins in that of the settings."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def anonymous(client):
    """Nobody: a client that has not logged in."""
    return client
