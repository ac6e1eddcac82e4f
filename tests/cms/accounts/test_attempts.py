"""Attempts are counted per account and per network address, as fingerprints, and end by themselves."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from django.utils import timezone

from cms.accounts import attempts
from cms.accounts.attempts import Limit
from cms.accounts.errors import TooManyAttempts
from cms.accounts.jobs import forget_attempts
from cms.accounts.models import Tally
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]

THREE = Limit("three", 3, timedelta(minutes=10))
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


def over() -> None:
    """All tallies have run out."""
    Tally.objects.update(ends_at=timezone.now() - timedelta(seconds=1))


def test_so_many_are_allowed_and_no_more():
    for _ in range(3):
        attempts.count(THREE, HERE)

    with pytest.raises(TooManyAttempts):
        attempts.count(THREE, HERE)
    attempts.count(THREE, ELSEWHERE)


def test_what_is_refused_makes_nobody_wait_longer():
    for _ in range(3):
        attempts.count(THREE, HERE)
    before = Tally.objects.get()

    for _ in range(20):
        with pytest.raises(TooManyAttempts):
            attempts.count(THREE, HERE)

    after = Tally.objects.get()
    assert (after.count, after.ends_at) == (before.count, before.ends_at)


def test_the_end_comes_by_itself():
    for _ in range(3):
        attempts.count(THREE, HERE)
    over()

    attempts.count(THREE, HERE)

    assert Tally.objects.get().count == 1


def test_the_job_forgets_what_has_ended_and_nothing_else():
    attempts.count(THREE, HERE)
    over()
    attempts.count(THREE, ELSEWHERE)

    forget_attempts()

    with pytest.raises(TooManyAttempts):
        for _ in range(3):
            attempts.count(THREE, ELSEWHERE)
    assert Tally.objects.count() == 1


def test_neither_an_account_nor_an_address_stands_in_the_table(settings):
    attempts.count(THREE, "karl@example.org", HERE)
    row = str(Tally.objects.values().get())
    settings.SECRET_KEY = "another installation's key, as long as it should be"
    attempts.count(THREE, "karl@example.org", HERE)

    assert "karl" not in row
    assert HERE not in row
    assert Tally.objects.count() == 2


def test_limits_do_not_touch_each_other():
    for _ in range(3):
        attempts.count(THREE, HERE)

    attempts.count(Limit("others", 3, timedelta(minutes=10)), HERE)


def test_where_nobody_knows_whose_it_is_nothing_is_counted():
    for _ in range(5):
        attempts.count(THREE, "")
        attempts.count(THREE, "karl@example.org", "")

    assert not Tally.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_than_one_after_the_other():
    allowed, barrier = [], threading.Barrier(8)

    def try_it():
        barrier.wait()
        try:
            attempts.count(THREE, HERE)
            allowed.append(1)
        except TooManyAttempts:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(allowed) == 3


# Where a request comes from


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        (0, "203.0.113.7", None, "203.0.113.7"),
        (0, "203.0.113.7", "198.51.100.9", "203.0.113.7"),  # written by the visitor herself
        (1, "127.0.0.1", "203.0.113.7", "203.0.113.7"),
        (1, "127.0.0.1", "198.51.100.9, 203.0.113.7", "203.0.113.7"),
        (2, "127.0.0.1", "198.51.100.9, 203.0.113.7, 10.0.0.5", "203.0.113.7"),
        (2, "127.0.0.1", "203.0.113.7", ""),
        (1, "127.0.0.1", None, ""),
        (1, "127.0.0.1", "unknown", ""),
        (0, "", None, ""),
        (0, "2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::"),
        (0, "2001:db8:1:2:ffff::1", None, "2001:db8:1:2::"),
        (0, "::ffff:203.0.113.7", None, "203.0.113.7"),
    ],
)
def test_a_network_address_is_what_our_own_servers_saw(settings, rf, proxies, peer, forwarded, address):
    settings.PROXIES = proxies
    request = rf.get("/", headers={"X-Forwarded-For": forwarded} if forwarded is not None else {}, REMOTE_ADDR=peer)

    assert attempts.network_address(request) == address


# Coming in


def enter(rf, email, password, here=HERE):
    return authenticate(rf.post("/", REMOTE_ADDR=here), username=email, password=password)


def guess(rf, email, times, here=HERE):
    for _ in range(times):
        assert enter(rf, email, "geraten", here) is None


def test_five_wrong_passwords_from_one_address_lock_the_account_there_only(rf):
    karl = UserFactory()
    guess(rf, karl.email, 5)

    assert enter(rf, karl.email, PASSWORD) is None
    assert enter(rf, karl.email, PASSWORD, ELSEWHERE) == karl


def test_others_behind_the_same_address_come_in(rf):
    karl, nadia = UserFactory(), UserFactory()
    guess(rf, karl.email, 20)

    assert enter(rf, nadia.email, PASSWORD) == nadia


def test_one_address_does_not_try_all_accounts(rf):
    nadia = UserFactory()
    for number in range(50):
        guess(rf, f"person-{number}@example.org", 1)

    assert enter(rf, nadia.email, PASSWORD) is None
    assert enter(rf, nadia.email, PASSWORD, ELSEWHERE) == nadia


def test_many_addresses_do_not_try_one_account_for_ever(rf):
    karl = UserFactory()
    for number in range(30):
        guess(rf, karl.email, 1, f"203.0.113.{number}")

    assert enter(rf, karl.email, PASSWORD, ELSEWHERE) is None
    over()
    assert enter(rf, karl.email, PASSWORD, ELSEWHERE) == karl


def test_a_stranger_who_is_locked_out_does_not_lock_the_account_for_others(rf):
    """What is refused costs the account nothing."""
    karl = UserFactory()
    guess(rf, karl.email, 100)

    assert enter(rf, karl.email, PASSWORD, ELSEWHERE) == karl


def test_who_comes_in_begins_anew(rf):
    karl = UserFactory()
    for _ in range(4):
        guess(rf, karl.email, 4)
        assert enter(rf, karl.email, PASSWORD) == karl

    assert [tally.count for tally in Tally.objects.all()] == [16]  # of the address, for what went wrong


def test_letters_of_the_address_make_no_new_account(rf):
    karl = UserFactory(email="karl@example.org")
    for email in ("karl@example.org", "KARL@example.org", "Karl@Example.org", "kArl@example.org", "kaRl@example.org"):
        guess(rf, email, 1)

    assert enter(rf, "karl@example.org", PASSWORD) is None
    over()
    assert enter(rf, "KARL@Example.ORG", PASSWORD) == karl


def test_an_unknown_account_is_counted_like_a_known_one(rf):
    karl = UserFactory()
    said = []
    for email in (karl.email, "nobody@example.org"):
        guess(rf, email, 5)
        request = rf.post("/", REMOTE_ADDR=HERE)
        authenticate(request, username=email, password="geraten")
        said.append(str(request.refused_for_now))

    assert said[0] == said[1]


def test_without_a_request_the_account_is_still_counted():
    karl = UserFactory()
    for _ in range(30):
        assert authenticate(None, username=karl.email, password="geraten") is None

    assert authenticate(None, username=karl.email, password=PASSWORD) is None
