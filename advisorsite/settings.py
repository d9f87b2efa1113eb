"""The settings of every process, read from top to bottom.

With nothing set this is a development site on one machine: SQLite, a folder as broker, mail on
the console. `.env.example` lists every variable. A production site (PRODUCTION on, or DEBUG off)
refuses to start with a setting that would expose data; `advisorsite/production.py` has the list.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from advisorsite import production
from advisorsite.env import Env

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(BASE_DIR / os.environ.get("DOTENV", ".env"))

PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=not PRODUCTION)
# Not by env.str: that takes a value that begins with $ for the name of another variable.
SECRET_KEY = env.ENVIRON.get("SECRET_KEY", production.DEVELOPMENT_KEY)
# Former keys, which still vouch for what was signed with them: sessions, the ends of audit chains.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
BASE_URL = env.str("BASE_URL", default="http://localhost:8000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
IS_TLS = BASE_URL.startswith("https://")

# Everything the site writes: the database of a development machine, the broker's folder,
# private files. Nothing in here is ever served.
VAR_DIR = BASE_DIR / env.str("VAR_DIR", default="var")
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
PRIVATE_FILES_DIR = VAR_DIR / "files"

INSTALLED_APPS = [
    "advisorsite",
    "clients",  # ready before planning: its sentences go into every form that is imported later
    "planning",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "simple_history",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

# The first four come before whatever can answer by itself (a static file, a redirect, a
# refusal), so that no answer leaves without its headers and its line in the log.
MIDDLEWARE = [
    "advisorsite.logs.RequestLogMiddleware",
    "advisorsite.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "advisorsite.headers.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clients.middleware.LanguageMiddleware",
    "clients.middleware.SignInMiddleware",
    "clients.middleware.FirmTimeMiddleware",
    "clients.denials.DenialsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "advisorsite.wrong_method.WrongMethodMiddleware",
]

ROOT_URLCONF = "advisorsite.urls"
WSGI_APPLICATION = "advisorsite.wsgi.application"
AUTH_USER_MODEL = "clients.User"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clients.context_processors.visitor",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# Database. Web and worker write to one SQLite file: only WAL together with IMMEDIATE keeps them
# from "database is locked". Every atomic block then takes the write lock, also for reading, so
# ATOMIC_REQUESTS stays off and nothing slow happens inside a transaction.

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=27103364; PRAGMA cache_size=2000;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}

# Cache and background work. A message only rings a bell: it carries ids, and what is to be done
# is a row in the database. So losing the broker costs time, never work.

REDIS_URL = env.str("REDIS_URL", default="")
REDIS_TIMEOUTS = {"socket_timeout": 5, "socket_connect_timeout": 5, "health_check_interval": 25}
if REDIS_URL:
    CACHES: dict[str, dict[str, Any]] = {
        "default": {
            "BACKEND": "advisorsite.cache.SharedCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "site",
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},  # somebody waits
        }
    }
    # A socket on this machine has another name there.
    CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 300,  # longer than the longest task
        "unacked_restore_interval": 15,
        "unacked_restore_throttle": 1,
        **REDIS_TIMEOUTS,
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CELERY_BROKER_URL = "folder://localhost//"
    CELERY_BROKER_TRANSPORT_OPTIONS = {"folder": VAR_DIR / "broker"}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "reset-second-factors": {"task": "clients.tasks.reset_second_factors", "schedule": 60.0},
    "sweep-letters": {"task": "planning.tasks.sweep_letters", "schedule": 60.0},
    "sweep-mails": {"task": "clients.mail.tasks.sweep_mails", "schedule": 60.0},
    "heartbeat": {
        "task": "advisorsite.tasks.beat_heart",
        "schedule": 30.0,
        "options": {"expires": 60},  # what waited longer tells nothing
    },
    "sweep-books": {"task": "planning.tasks.sweep_books", "schedule": 60.0},
    "sweep-opportunities": {"task": "planning.tasks.sweep_opportunities", "schedule": 300.0},
    "plan-reminders": {"task": "planning.tasks.plan_reminders", "schedule": 60.0},
    "audit-reminders": {"task": "planning.tasks.audit_reminders", "schedule": 300.0},
}

# Mail: rows that a worker sends (clients/mail); nothing is sent inside a request.

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
# A copy of every mail, in the same talk with the server; and where to ask afterwards whether a mail
# was taken whose answer never came: log:///path, maildir:///path or imaps://user:password@host/INBOX.
MAIL_JOURNAL = env.str("MAIL_JOURNAL", default="")
MAIL_PROOF = env.str("MAIL_PROOF", default="")
MAIL_IN_DOUBT = env.str("MAIL_IN_DOUBT", default="resend")  # or hold; only where there is no proof
MAIL_GRACE_SECONDS = env.int("MAIL_GRACE_SECONDS", default=900)  # a server may take ten minutes
MAIL_TRANSIENT_CODES = env.list("MAIL_TRANSIENT_CODES", default=[])
# The name of a function that tests call at named points of the work. See clients/mail/points.py
FAULT_HOOK = env.str("FAULT_HOOK", default="")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="planning@localhost")

# Words, numbers, time

LANGUAGE_CODE = "en"
# What clients may choose, each by its own name: every language with a catalogue, and no other.
# People of the firm read English. See clients/languages.py.
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "advisorsite.formats"
USE_TZ = True
TIME_ZONE = "UTC"

# Files. Uploads are read in memory and never touch the disk; the body limit is above the limit
# of a custodian's file (5 MB), so that somewhat too large a file gets a sentence beside its field.

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = None if DEBUG else BASE_DIR / env.str("STATIC_ROOT", default=f"{VAR_DIR}/static")
STORAGES = {
    "default": {
        "BACKEND": "clients.stored_files.PrivateStorage",
        "OPTIONS": {
            "location": PRIVATE_FILES_DIR,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False
HOUSEHOLD_FILE_MAX_BYTES = 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # what is typed, and a household sent again
REQUEST_MAX_BYTES = FILE_UPLOAD_MAX_MEMORY_SIZE = 11_000_000  # a document and the form around it
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# What the browser is told. `img-src data:` is for the chart's picture and for the
# arrows and ticks in Bootstrap's CSS.

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IS_TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_TLS
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preloading HSTS is for the domain's owner to decide

SESSION_COOKIE_NAME = "__Host-session" if IS_TLS else "session"
SESSION_COOKIE_SECURE = IS_TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf" if IS_TLS else "csrf"
CSRF_COOKIE_SECURE = IS_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [f"https://{urlsplit(BASE_URL).netloc}"] if IS_TLS else []
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SECURE = IS_TLS

# Who signs in, and how: e-mail and password, then an authenticator app or a passkey, for every
# role. Nobody signs up: people come by invitation. The rules of a session are in
# clients/sign_in.py. Attempts are counted in the cache, by client: behind proxies, the address
# is taken from X-Forwarded-For as many places from the right as there are proxies of ours.

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = STAFF_LANDING = "planning:book"
CLIENT_LANDING = "planning:portal"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "clients.passwords.LengthValidator"},
    {"NAME": "clients.passwords.WordsValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
DEMO_SIGN_INS = not PRODUCTION
# Seal what second factors are made of, and mails until they are sent; the first is used, what
# the others sealed can still be read.
SECOND_FACTOR_KEYS = env.list("SECOND_FACTOR_KEYS", default=[SECRET_KEY])

ACCOUNT_FORMS = {
    "login": "clients.forms.sign_in.LoginForm",
    "reset_password": "clients.forms.sign_in.ResetPasswordForm",  # nosec B105 - forms, not passwords
    "reset_password_from_key": "clients.forms.sign_in.ResetPasswordKeyForm",  # nosec B105 - likewise
    "change_password": "clients.forms.sign_in.ChangePasswordForm",  # nosec B105 - likewise
}
ACCOUNT_ADAPTER = "clients.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation has proved the address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_TLS else "http"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {
    # By client; by address and client (clients/adapters.py); five codes in five minutes.
    "login_failed": "100/h/ip,5/300s/key,10/900s/key",
    "login_of_one_address": "100/d/key",
    "change_address": "10/h/key",
    "reset_password": "20/h/ip,5/h/key",  # nosec B105 - a limit, not a password
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

MFA_ADAPTER = "clients.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "clients.forms.second_factor.AuthenticateForm",
    "reauthenticate": "clients.forms.second_factor.ReauthenticateForm",
    "activate_totp": "clients.forms.sign_in.ActivateTOTPForm",
    "add_webauthn": "clients.forms.sign_in.AddWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Advisorsite"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_TLS
USERSESSIONS_TRACK_ACTIVITY = False

# Logs: to the console, in lines for people or for machines; see advisorsite/logs.py

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "advisorsite.logs.TextFormatter"},
        "json": {"()": "advisorsite.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "text" if DEBUG else "json"},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "pikepdf": {"level": "WARNING"},  # greets at every start
        "django.request": {"level": "ERROR"},  # our own line tells of the rest
        "django.server": {"handlers": [], "propagate": True},
    },
}

if PRODUCTION or not DEBUG:
    production.refuse_what_is_insecure(globals())
