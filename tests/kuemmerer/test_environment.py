"""Reading the environment: a wrong value stops the start with a sentence, a secret may come from a file."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from kuemmerer.settings import environment


def test_a_value_may_come_from_a_file(monkeypatch, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("from a file\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(secret))

    assert environment.text("SECRET_KEY") == "from a file"


def test_a_value_and_a_file_contradict_each_other(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "direct")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "secret"))

    with pytest.raises(ImproperlyConfigured, match="either SECRET_KEY or SECRET_KEY_FILE"):
        environment.text("SECRET_KEY")


def test_a_file_that_cannot_be_read_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "nowhere"))

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FILE cannot be read"):
        environment.text("SECRET_KEY")


def test_what_has_no_default_has_to_be_said(monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is missing"):
        environment.text("SECRET_KEY")


@pytest.mark.parametrize(("value", "meant"), [("true", True), ("ON", True), ("no", False), ("0", False)])
def test_yes_and_no(monkeypatch, value, meant):
    monkeypatch.setenv("BEHIND_PROXY", value)

    assert environment.boolean("BEHIND_PROXY", not meant) is meant


@pytest.mark.parametrize("value", ["", "maybe", "2"])
def test_an_unknown_boolean_is_refused(monkeypatch, value):
    monkeypatch.setenv("BEHIND_PROXY", value)

    with pytest.raises(ImproperlyConfigured, match="BEHIND_PROXY must be true or false"):
        environment.boolean("BEHIND_PROXY", True)


@pytest.mark.parametrize(
    ("value", "complaint"), [("many", "whole number"), ("-1", "at least 0"), ("1.5", "whole number")]
)
def test_a_number_is_a_number(monkeypatch, value, complaint):
    monkeypatch.setenv("HSTS_SECONDS", value)

    with pytest.raises(ImproperlyConfigured, match=complaint):
        environment.number("HSTS_SECONDS", 1)


def test_a_choice_names_what_there_is_to_choose(monkeypatch):
    monkeypatch.setenv("LOG_FORMAT", "xml")

    with pytest.raises(ImproperlyConfigured, match="one of json, lines"):
        environment.choice("LOG_FORMAT", "json", {"json", "lines"})


def test_an_empty_list_is_refused_where_one_is_needed(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", " , ")

    assert environment.words("ALLOWED_HOSTS") == []
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS is empty"):
        environment.words("ALLOWED_HOSTS", None)


@pytest.mark.parametrize(
    ("url", "engine", "name"),
    [
        ("postgresql://me:p%40ss@db.example.org:5433/town", "django.db.backends.postgresql", "town"),
        ("postgresql://me@/town?host=/run/postgresql", "django.db.backends.postgresql", "town"),
        ("sqlite:////srv/town.sqlite3", "django.db.backends.sqlite3", "/srv/town.sqlite3"),
    ],
)
def test_a_database_by_its_address(monkeypatch, url, engine, name):
    monkeypatch.setenv("DATABASE_URL", url)

    found = environment.database("sqlite:///unused")

    assert (found["ENGINE"], found["NAME"]) == (engine, name)


def test_the_parts_of_a_database_address(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:p%40ss@db.example.org:5433/town?sslmode=require")

    found = environment.database("sqlite:///unused")

    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("me", "p@ss", "db.example.org", "5433")
    assert found["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize(("said", "threshold"), [(None, 5), ("false", None)])
def test_behind_a_pooler_nothing_is_prepared(monkeypatch, said, threshold):
    monkeypatch.setenv("DATABASE_URL", "postgresql://me@db.example.org/town")
    if said:
        monkeypatch.setenv("DATABASE_PREPARES", said)

    assert environment.database("sqlite:///unused")["OPTIONS"]["prepare_threshold"] == threshold


def test_writers_on_sqlite_wait_for_their_turn(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:////srv/town.sqlite3")

    assert environment.database("sqlite:///unused")["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_another_database_is_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://me@db/town")

    with pytest.raises(ImproperlyConfigured, match=r"postgresql:// or sqlite://, not with 'mysql'"):
        environment.database("sqlite:///unused")


@pytest.mark.parametrize(
    ("url", "port", "starttls", "tls"),
    [
        ("smtps://town:p%40ss@mail.example.org", 465, False, True),
        ("smtp+tls://town:p%40ss@mail.example.org", 587, True, False),
        ("smtp://town:p%40ss@mail.example.org:2525", 2525, False, False),
    ],
)
def test_a_mail_server_by_its_address(monkeypatch, url, port, starttls, tls):
    monkeypatch.setenv("EMAIL_URL", url)

    server = environment.mail_server()

    assert (server.host, server.user, server.password) == ("mail.example.org", "town", "p@ss")
    assert (server.port, server.starttls, server.tls) == (port, starttls, tls)


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://host:port"])
def test_what_is_no_mail_server_is_refused(monkeypatch, url):
    monkeypatch.setenv("EMAIL_URL", url)

    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must"):
        environment.mail_server()


def test_production_wants_a_mail_server(monkeypatch):
    monkeypatch.delenv("EMAIL_URL", raising=False)

    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL is missing"):
        environment.mail_server(required=True)
