"""Settings of `beraad portal`: those of the public pages, and accounts, sessions and the office."""

import os
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from beraad.site.database import database
from beraad.site.folders import STATE
from beraad.site.settings import *  # noqa: F403
from beraad.site.settings import INSTALLED_APPS, MIDDLEWARE, TEMPLATES

ROOT_URLCONF = "beraad.site.portal_urls"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    *INSTALLED_APPS,
    "django_htmx",
    "beraad.account",
    "beraad.committee.apply",
    "beraad.committee.check",
    "beraad.committee.convene",
    "beraad.committee.decide",
    "beraad.committee.publish",
]
MIDDLEWARE = [
    *MIDDLEWARE[:3],
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    MIDDLEWARE[3],
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    *MIDDLEWARE[4:],
]
TEMPLATES[0]["OPTIONS"]["context_processors"] += [  # type: ignore[index]
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]

# Where the committee's acts are recorded; the portal alone needs the key.
HOME = Path(os.environ.get("BERAAD_HOME") or STATE / "portal")
OFFICE_JOURNAL: Path | str = database("BERAAD_JOURNAL") or HOME / "journal.db"
OFFICE_KEY = HOME / "journal.key"
OFFICE_DOCKET = Path(os.environ.get("BERAAD_DOCKET") or HOME / "docket")
OFFICE_BALLOTS = HOME / "ballots"
JOURNAL_FILE, DOCKET_FOLDER = OFFICE_JOURNAL, OFFICE_DOCKET
LAW = "beraad.register.holdings.holdings"


def connection(url: str) -> dict[str, Any]:
    """How Django names the parts of a database: of a `postgresql://` URL, else a file at home."""
    if not url:
        options = {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "portal.db",
            "OPTIONS": options,
        }
    parts = conninfo_to_dict(url)
    named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{key: parts.get(part) or "" for key, part in named.items()},
        "PORT": parts.get("port") or "",
    }


DATABASES = {"default": connection(database("BERAAD_PORTAL_DATABASE"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "account.Account"
LANGUAGES = [("nl", "Nederlands"), ("fr", "Français"), ("de", "Deutsch"), ("en", "English")]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
SECURE_COOKIES = os.environ.get("BERAAD_HTTPS", "0") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
