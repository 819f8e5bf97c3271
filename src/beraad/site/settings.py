"""Settings of the pages. Every one that an installation changes comes from the environment."""

import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF

from beraad.site.database import database
from beraad.site.folders import SATURDAY, SYSTEMS

SECRET_KEY = os.environ.get("BERAAD_SECRET_KEY") or secrets.token_urlsafe(50)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("BERAAD_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ROOT_URLCONF = "beraad.site.urls"
WSGI_APPLICATION = "beraad.site.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "csp",
    "beraad.site",
    "beraad.register",
    "beraad.report",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "beraad.register.at_fault.AtFault",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

# What the pages show: folders of documents and figures, and what a journal says was published.
REGISTER_PATHS = [
    Path(path) for path in filter(None, os.environ.get("BERAAD_REGISTER", "").split(os.pathsep))
] or [SYSTEMS]
JOURNAL_FILE: Path | str | None = database("BERAAD_JOURNAL") or None
DOCKET_FOLDER = Path(os.environ["BERAAD_DOCKET"]) if os.environ.get("BERAAD_DOCKET") else None
SATURDAY_IS_WORKING_DAY = SATURDAY

# The pages read the register and the journal; they keep nothing of their own yet.
DATABASES: dict[str, dict[str, str]] = {}
USE_TZ = True
TIME_ZONE = "Europe/Brussels"
LANGUAGE_CODE = "nl"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
