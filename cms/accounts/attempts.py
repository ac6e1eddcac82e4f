"""How often somebody may try within minutes: counted per account and per network address, kept as fingerprints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .errors import TooManyAttempts
from .models import Tally


@dataclass(frozen=True)
class Limit:
    """At most so many times within a span that begins with the first of them and never grows."""

    name: str
    most: int
    within: timedelta


# A wrong password. A whole town hall may stand behind one network address, so alone it is allowed much more than
# together with an account; the account alone is allowed enough that a stranger elsewhere has to be busy to lock it.
ACCOUNT_FROM_HERE = Limit("sign-in-account-from-here", 5, timedelta(minutes=15))
SIGN_IN_FROM_HERE = Limit("sign-in-from-here", 50, timedelta(minutes=15))
ACCOUNT = Limit("sign-in-account", 30, timedelta(minutes=60))

# A link to a new password, a citizen's question, a form with files, a wrong status code, whether a page was helpful.
RESET_FROM_HERE = Limit("reset-from-here", 10, timedelta(minutes=15))
RESET_OF_ACCOUNT = Limit("reset-of-account", 3, timedelta(minutes=60))
QUESTIONS_FROM_HERE = Limit("questions-from-here", 20, timedelta(minutes=15))
LINKS_TO_MAILBOX = Limit("links-to-mailbox", 2, timedelta(minutes=60))
FILES_FROM_HERE = Limit("files-from-here", 30, timedelta(minutes=15))
OPINIONS_FROM_HERE = Limit("opinions-from-here", 20, timedelta(minutes=15))
CODES_FROM_HERE = Limit("codes-from-here", 20, timedelta(minutes=15))


def count(limit: Limit, *whose: str) -> None:
    """Count one attempt before it is made, so that many at once are counted too.

    Raises ``TooManyAttempts``; what is refused is not counted, so the end stays where it is. Where it is not known
    whose attempt it is (no network address), nothing is counted: all would share one tally.
    """
    if not all(whose):
        return
    now = timezone.now()
    with transaction.atomic():
        tally, _made = Tally.objects.select_for_update().get_or_create(
            key=_fingerprint(limit, whose), defaults={"ends_at": now + limit.within}
        )
        if tally.ends_at <= now:
            tally.count, tally.ends_at = 0, now + limit.within
        if tally.count >= limit.most:
            raise TooManyAttempts(tally.ends_at - now, limit.name)
        tally.count += 1
        tally.save()


def take_back(limit: Limit, *whose: str) -> None:
    """The attempt was a good one: it does not count."""
    Tally.objects.filter(key=_fingerprint(limit, whose), count__gt=0).update(count=F("count") - 1)


def forget(limit: Limit, *whose: str) -> None:
    """Begin anew: whoever it was has shown that she is the right one."""
    Tally.objects.filter(key=_fingerprint(limit, whose)).delete()


def forget_account(email: str, here: str = "") -> None:
    """Let somebody who has proved who she is begin anew, from here and from everywhere."""
    forget(ACCOUNT, email.lower())
    if here:
        forget(ACCOUNT_FROM_HERE, email.lower(), here)


def network_address(request: HttpRequest) -> str:
    """Where a request comes from; "" if that is not known.

    Behind our own web servers (``PROXIES`` of them) it is what the outermost of those wrote into X-Forwarded-For; what
    stands left of that the visitor may have written herself. An IPv6 visitor has a network of addresses to choose
    from, so the network counts.
    """
    if settings.PROXIES:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        written = hops[-settings.PROXIES] if len(hops) >= settings.PROXIES else ""
    else:
        written = request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(written)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or ip_network((address, 64), strict=False).network_address
    return str(address)


def _fingerprint(limit: Limit, whose: tuple[str, ...]) -> str:
    """Under our secret key, so that the few possible addresses cannot simply be tried."""
    return salted_hmac("cms.accounts.attempts", "\n".join([limit.name, *whose]), algorithm="sha256").hexdigest()
