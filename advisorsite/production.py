"""What a production site refuses to start with: web, worker, beat and commands alike.

Django's own deployment checks run on request only, and gunicorn and Celery never ask for them.
A message names the setting and says why; it never quotes a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

DEVELOPMENT_KEY = "for-development-only-" + "0123456789" * 3
GUESSED_FIRST = {"", "admin", "changeme", "django", "password", "postgres", "root", "secret"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

Settings = Mapping[str, Any]


class InsecureSettings(ImproperlyConfigured):
    """The site would expose what it keeps."""


class Refusal(NamedTuple):
    setting: str
    why: str
    applies: Callable[[Settings], bool]


def refuse_what_is_insecure(settings: Settings) -> None:
    """Raise InsecureSettings with a line for every refusal that applies."""
    lines = [f"  {name}: {why}" for name, why, applies in REFUSALS if applies(settings)]
    if lines:
        raise InsecureSettings("\n".join(["This production site does not start:", *lines]))


def _is_on_another_host(host: str | None) -> bool:
    """A path is a socket on this machine; no host at all is one too."""
    return not (
        not host or host.startswith("/") or host in {"localhost", "127.0.0.1", "::1", "[::1]"}
    )


def _has_weak_key(settings: Settings) -> bool:
    key = settings["SECRET_KEY"]
    return (
        key == DEVELOPMENT_KEY
        or len(key) < 50
        or len(set(key)) < 10
        or key.startswith("django-insecure-")
    )


def _database_host(database: Mapping[str, Any]) -> str:
    return str(database["HOST"] or database.get("OPTIONS", {}).get("host", ""))


def _has_guessable_database_password(settings: Settings) -> bool:
    database = settings["DATABASES"]["default"]
    host = _database_host(database)
    is_socket = not host or host.startswith("/")
    guessed = GUESSED_FIRST | {database["USER"], str(database["NAME"])}
    return not is_socket and database["PASSWORD"] in guessed


def _has_plain_database_connection(settings: Settings) -> bool:
    database = settings["DATABASES"]["default"]
    is_tls = database.get("OPTIONS", {}).get("sslmode") in {"require", "verify-ca", "verify-full"}
    return _is_on_another_host(_database_host(database)) and not is_tls


def _has_plain_redis_connection(settings: Settings) -> bool:
    url = urlsplit(settings["REDIS_URL"])
    return url.scheme == "redis" and _is_on_another_host(url.hostname)


def _has_plain_mail_connection(settings: Settings) -> bool:
    is_tls = settings.get("EMAIL_USE_TLS") or settings.get("EMAIL_USE_SSL")
    return _is_on_another_host(settings.get("EMAIL_HOST")) and not is_tls


def _mails_nobody(settings: Settings) -> bool:
    return settings["EMAIL_BACKEND"].split(".")[-2] in {"console", "dummy", "filebased", "locmem"}


REFUSALS = [
    Refusal(
        "DEBUG",
        "it is on, and shows code, settings and data to anyone who causes an error.",
        lambda s: s["DEBUG"],
    ),
    Refusal(
        "SECRET_KEY",
        "it is missing, short, repetitive or the one for development: sessions can be forged.",
        _has_weak_key,
    ),
    Refusal(
        "ALLOWED_HOSTS",
        "it is empty or has a *: links in mails could be made to lead elsewhere.",
        lambda s: not s["ALLOWED_HOSTS"] or any("*" in host for host in s["ALLOWED_HOSTS"]),
    ),
    Refusal(
        "BASE_URL",
        "it is missing or does not begin with https://: cookies and links would travel in clear.",
        lambda s: not s["BASE_URL"].startswith("https://"),
    ),
    Refusal(
        "DATABASE_URL",
        "it is SQLite, which is for one person's machine; give a PostgreSQL address.",
        lambda s: s["DATABASES"]["default"]["ENGINE"].endswith("sqlite3"),
    ),
    Refusal(
        "DATABASE_URL",
        "the password is missing or the first that is guessed.",
        _has_guessable_database_password,
    ),
    Refusal(
        "DATABASE_URL",
        "the database is on another host without TLS; add ?sslmode=verify-full.",
        _has_plain_database_connection,
    ),
    Refusal(
        "REDIS_URL",
        "it is missing: a folder or a cache in memory serves one machine and one process.",
        lambda s: not s["REDIS_URL"],
    ),
    Refusal(
        "REDIS_URL",
        "Redis is on another host without TLS; use rediss://.",
        _has_plain_redis_connection,
    ),
    Refusal(
        "CACHES",
        "the cache is not shared: limits on attempts would hold for one process only.",
        lambda s: "Shared" not in s["CACHES"]["default"]["BACKEND"],
    ),
    Refusal(
        "EMAIL_URL",
        "mail goes to a console, a file or nowhere; give an SMTP address.",
        _mails_nobody,
    ),
    Refusal(
        "EMAIL_URL",
        "the mail server is on another host without TLS; use smtp+tls:// or smtp+ssl://.",
        _has_plain_mail_connection,
    ),
    Refusal(
        "MAIL_PROOF",
        "it is no place that can be asked; give log://, maildir:// or imaps://.",
        lambda s: urlsplit(s["MAIL_PROOF"]).scheme not in {"", "log", "maildir", "imaps"},
    ),
    Refusal(
        "MAIL_IN_DOUBT",
        "it is neither resend nor hold.",
        lambda s: s["MAIL_IN_DOUBT"] not in {"resend", "hold"},
    ),
    Refusal(
        "MAIL_GRACE_SECONDS",
        "it is shorter than a mail server may take to answer: mails could arrive twice.",
        lambda s: s["MAIL_GRACE_SECONDS"] < 600,
    ),
    Refusal(
        "FAULT_HOOK",
        "it lets tests break the work off on purpose.",
        lambda s: s["FAULT_HOOK"],
    ),
    Refusal(
        "SESSION_COOKIE_SECURE",
        "sign-in cookies would travel in clear or be readable by scripts.",
        lambda s: not (s["SESSION_COOKIE_SECURE"] and s["SESSION_COOKIE_HTTPONLY"]),
    ),
    Refusal(
        "CSRF_COOKIE_SECURE",
        "the cookie against forged requests would travel in clear.",
        lambda s: not s["CSRF_COOKIE_SECURE"],
    ),
    Refusal(
        "SECURE_SSL_REDIRECT",
        "pages would be answered without TLS, or browsers not told to insist on it for a year.",
        lambda s: not s["SECURE_SSL_REDIRECT"] or s["SECURE_HSTS_SECONDS"] < 365 * 24 * 3600,
    ),
    Refusal(
        "AUTHENTICATION_BACKENDS",
        "a way of signing in is on that is not for production.",
        lambda s: s["AUTHENTICATION_BACKENDS"] != [BACKEND],
    ),
    Refusal(
        "SECOND_FACTOR_KEYS",
        "it is missing or short: second factors would be lost or readable with SECRET_KEY.",
        lambda s: any(
            len(key) < 32 or key == s["SECRET_KEY"] for key in s["SECOND_FACTOR_KEYS"] or [""]
        ),
    ),
    Refusal(
        "DEMO_SIGN_INS",
        "the people of the demo could sign in with what is printed for everybody.",
        lambda s: s["DEMO_SIGN_INS"],
    ),
    Refusal(
        "PASSWORD_HASHERS",
        "passwords would be kept with a hash that is quick to break.",
        lambda s: any(weak in s["PASSWORD_HASHERS"][0] for weak in ("MD5", "Unsalted", "SHA1")),
    ),
    Refusal(
        "INSTALLED_APPS",
        "the debug toolbar is installed.",
        lambda s: "debug_toolbar" in s["INSTALLED_APPS"],
    ),
    Refusal(
        "CELERY_TASK_ALWAYS_EAGER",
        "background work would run inside requests, as in tests.",
        lambda s: s["CELERY_TASK_ALWAYS_EAGER"],
    ),
]
