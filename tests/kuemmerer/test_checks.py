"""Settings that contradict each other: an error with a hint, and no start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from kuemmerer import checks

ROOT = Path(__file__).resolve().parents[2]


def identifiers(found) -> list[str]:
    return [message.id.removeprefix("kuemmerer.") for message in found]


@pytest.fixture
def sound(settings, monkeypatch):
    """Settings as in production, without a contradiction."""
    for name in [name for name in os.environ if name.startswith("KUEMMERER_")]:
        monkeypatch.delenv(name)
    settings.WAGTAILADMIN_BASE_URL = "https://servicecenter.example.org"
    settings.ALLOWED_HOSTS = ["servicecenter.example.org"]
    settings.SESSION_COOKIE_SECURE = True
    return settings


def test_sound_settings_start(sound):
    checks.refuse_contradictions()


def test_a_slip_in_a_name_is_found_with_the_name_that_was_meant(sound, monkeypatch):
    monkeypatch.setenv("KUEMMERER_VRA", "/srv")

    with pytest.raises(ImproperlyConfigured, match=r"KUEMMERER_VRA is not a setting.* Did you mean KUEMMERER_VAR\?"):
        checks.refuse_contradictions()


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("WAGTAILADMIN_BASE_URL", "servicecenter.example.org", "E003"),
        ("WAGTAILADMIN_BASE_URL", "https://servicecenter.example.org/desk", "E003"),
        ("WAGTAILADMIN_BASE_URL", "https://elsewhere.example.org", "E004"),
        ("WAGTAILADMIN_BASE_URL", "http://servicecenter.example.org", "E005"),
        ("ALLOWED_HOSTS", ["*"], "E006"),
        ("EMAIL_HOST_PASSWORD", "secret", "E007"),
        ("SECURE_HSTS_PRELOAD", True, "E008"),
        ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}, "E002"),
    ],
)
def test_a_contradiction_is_named_with_a_hint(sound, name, value, error):
    # Set for the check alone: Django's own override would open another database.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            checks, "settings", type("Settings", (), {key: getattr(sound, key) for key in NAMES} | {name: value})
        )
        found = [message for check in ALL for message in check()]

    assert identifiers(found) == [error]
    assert all(message.hint for message in found)


NAMES = (
    "WAGTAILADMIN_BASE_URL",
    "ALLOWED_HOSTS",
    "SESSION_COOKIE_SECURE",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_USE_TLS",
    "EMAIL_USE_SSL",
    "SECURE_HSTS_PRELOAD",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_SECONDS",
    "DATABASES",
)
ALL = (
    checks.names_are_known,
    checks.writers_wait_for_their_turn,
    checks.links_lead_home,
    checks.hosts_are_named,
    checks.mail_password_stays_secret,
    checks.promises_to_browsers_fit,
)


def test_static_files_that_nobody_collected_stop_the_start(sound, tmp_path):
    sound.STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    sound.STATIC_ROOT = tmp_path

    assert identifiers(checks.static_files_are_collected()) == ["E009"]

    (tmp_path / "staticfiles.json").write_text("{}")
    assert checks.static_files_are_collected() == []


PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "kuemmerer.settings.production",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "servicecenter.example.org",
    "BASE_URL": "https://servicecenter.example.org",
    "DATABASE_URL": "postgresql://kuemmerer@/kuemmerer",
    "EMAIL_URL": "smtps://mail.example.org",
    "MAIL_FROM": "servicecenter@example.org",
    "SOURCE_URL": "https://code.example.org/kuemmerer",
}


def start(tmp_path, **changes) -> subprocess.CompletedProcess:
    """Open the door for the web server in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KUEMMERER_")}
    environment |= PRODUCTION | {"KUEMMERER_VAR": str(tmp_path), "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"} | changes
    command = [sys.executable, "-c", "import kuemmerer.wsgi"]
    wanted = {name: value for name, value in environment.items() if value is not None}
    return subprocess.run(command, env=wanted, cwd=tmp_path, capture_output=True, text=True, check=False)


def test_the_door_stays_shut_while_settings_contradict_each_other(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text('{"version": "1.1", "paths": {}, "hash": ""}')

    assert start(tmp_path).returncode == 0

    refused = start(tmp_path, BASE_URL="https://elsewhere.example.org")
    assert refused.returncode != 0
    assert "BASE_URL names a host that ALLOWED_HOSTS does not." in refused.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "DATABASE_URL", "EMAIL_URL", "MAIL_FROM", "SOURCE_URL"]
)
def test_production_guesses_nothing(tmp_path, name):
    refused = start(tmp_path, **{name: None})

    assert refused.returncode != 0
    assert f"{name} is missing" in refused.stderr.splitlines()[-1]
