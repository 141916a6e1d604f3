"""Django's settings, made from the environment once; see `environment.py` for what can be set."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from institutional_pages.config.environment import read_environment

ENVIRONMENT = read_environment()
PACKAGE = Path(__file__).resolve().parent.parent
DATA = ENVIRONMENT.data.resolve()

START_PROBLEMS = ENVIRONMENT.problems()  # the command line refuses to start while there is one
DEBUG = ENVIRONMENT.debug
DEMO = ENVIRONMENT.demo
SECRET_KEY = ENVIRONMENT.secret_key.get_secret_value() or "unsafe-until-set"
ALLOWED_HOSTS = ENVIRONMENT.hosts
BASE_URL = ENVIRONMENT.base_url.rstrip("/")
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "institutional_pages.audit",
    "institutional_pages.notices",
    "institutional_pages.vault",
    "institutional_pages.catalogue",
    "institutional_pages.institutions",
    "institutional_pages.identity",
    "institutional_pages.access",
    "institutional_pages.delivery",
    "institutional_pages.mailbox",
    "institutional_pages.onboarding",
    "institutional_pages.web",
    "institutional_pages.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "institutional_pages.web.middleware.door",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "institutional_pages.web.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "institutional_pages.web.middleware.visit",
    "institutional_pages.web.middleware.own_password",
    "institutional_pages.web.middleware.refusals",
    "institutional_pages.api.calling.machine",
]

ROOT_URLCONF = "institutional_pages.config.urls"
WSGI_APPLICATION = "institutional_pages.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "institutional_pages.web.context.frame",
            ]
        },
    }
]


# What every request asks is planned once a connection: for PostgreSQL planning takes longer than finding.
PREPARED: dict[str, Any] = {"server_side_binding": True, "prepare_threshold": 3}


def _database() -> dict[str, Any]:
    url = urlsplit(ENVIRONMENT.database_url.get_secret_value())
    if not url.scheme:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "institutional-pages.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-20000;",
            },
        }
    options = dict(parse_qsl(url.query))  # those of libpq, such as sslmode=require
    host = options.pop("host", "") or unquote(url.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": host,
        "PORT": url.port or "",
        "OPTIONS": {
            **PREPARED,
            **options,
            "options": f"{options.get('options', '')} -c synchronous_commit=on".strip(),
        },
    }


# A thread of the server keeps its connection: opening one, with its PRAGMAs or its handshake, takes longer than most requests ask of it.
DATABASES = {"default": {**_database(), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

VAULT_ROOT = DATA / "documents"
VAULT_KEYS = ENVIRONMENT.vault_keys.get_secret_value()
INCOMING_ROOT = DATA / "incoming"
CLAMD = ENVIRONMENT.clamd
WRITERS_QUEUE = DATA / "writers-queue"  # empty: who is about to write to SQLite waits at it
WORKER_HEARTBEAT = DATA / "worker-heartbeat"  # touched by the worker at every round, read by /readyz

AUTH_USER_MODEL = "identity.Person"
AUTHENTICATION_BACKENDS = ["institutional_pages.web.signin.backend.PasswordBackend"]
PASSWORD_HASHERS = {
    "standard": ["institutional_pages.identity.hashing.StandardHasher", "django.contrib.auth.hashers.Argon2PasswordHasher"],
    "strong": ["django.contrib.auth.hashers.Argon2PasswordHasher", "institutional_pages.identity.hashing.StandardHasher"],
}[ENVIRONMENT.password_hash]
AUTH_PASSWORD_VALIDATORS = [  # length, a list of known ones, not one's own name; no rules of composition (NIST SP 800-63B §5.1.1)
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
EID_AUTHORITIES, EID_POLICIES, HOLDER_KEY = ENVIRONMENT.eid_authorities, ENVIRONMENT.eid_policies, ENVIRONMENT.holder_key.get_secret_value()
POSSIBLE = {"eid": bool(EID_AUTHORITIES), "passkey": ENVIRONMENT.has_name}
SECOND_FACTORS = [means for means in ENVIRONMENT.second_factors if POSSIBLE.get(means, True)]
FEDERATION: dict[str, Any] = {
    "issuer": ENVIRONMENT.federation_issuer,
    "name": ENVIRONMENT.federation_name,
    "client": ENVIRONMENT.federation_client,
    "secret": ENVIRONMENT.federation_secret.get_secret_value(),
    "levels": ENVIRONMENT.federation_levels,
}
TEMPORARY_PASSWORD_DAYS = ENVIRONMENT.temporary_password_days
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "institutional_pages.web.signin.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # failures are counted in our own table (design.md §4.13)
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False

SESSION_ENGINE = "institutional_pages.web.sessions"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_NAME = "__Host-session" if ENVIRONMENT.secure else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.secure
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "institutional_pages.web.refusing.csrf_failed"
CSRF_COOKIE_NAME = "__Host-csrf" if ENVIRONMENT.secure else "csrf"
IDLE_SECONDS = int(timedelta(minutes=15).total_seconds())
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENVIRONMENT.secure
SECURE_SSL_REDIRECT = False  # plain http is the proxy's to refuse
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 16_000_000  # bytes: the list of a run of 50,000 documents; a document itself is streamed

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LANGUAGE_CODE = "en"
LANGUAGES = [("nl", _("Dutch")), ("fr", _("French")), ("de", _("German")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "__Host-language" if ENVIRONMENT.secure else "language"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Brussels"

if DEMO and "smtp_host" not in ENVIRONMENT.model_fields_set:  # the demonstration has no mail server: its mails are files to look at
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "mails"
EMAIL_HOST = ENVIRONMENT.smtp_host
EMAIL_PORT = ENVIRONMENT.smtp_port
EMAIL_HOST_USER = ENVIRONMENT.smtp_user
EMAIL_HOST_PASSWORD = ENVIRONMENT.smtp_password.get_secret_value()
EMAIL_USE_TLS = ENVIRONMENT.smtp_tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
DEADLINE = ENVIRONMENT.deadline
HELPDESK = {"name": ENVIRONMENT.helpdesk_name, "phone": ENVIRONMENT.helpdesk_phone, "email": ENVIRONMENT.helpdesk_email}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"institutional_pages": {"level": "INFO"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
