"""How sources are connected: the file `sources.toml` in the folder of the stores.

    [gfd]                                  # a word of the catalogue, or evidence, or directory
    url = "postgresql://gfd.example/gfd"   # or sqlite:///  duckdb:///  parquet:///  https://
    timeout = 10                           # seconds to an answer (default)
    wait = 1.5                             # seconds until an interim answer (default)
    threads = 4                            # questions at a time (default)
    failures = 5                           # in a row, after which it is left alone (default) ...
    pause = 30                             # ... for so many seconds (default)
    secret = { env = "GFD_PASSWORD" }      # or { file = "/run/secrets/gfd" }; never here
    authority = "gfd-ca.pem"               # trusted for this source instead of the system's
    certificate = "gateway.pem"            # what we show to it ...
    key = "gateway.key"                    # ... and its key (default: in the same file)
    as_of = "reference_date"               # it is a buffer: where a row says of when it is a copy
    stale_after = 24                       # hours after which the copy is marked stale
    tables.price.url = "https://..."       # a table that stands elsewhere

A path is relative to the folder. A secret is the password of a database, or the bearer token that a
source behind HTTP wants. README.md and docs/how-to/connect-a-source.md tell more.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote, urlsplit

import msgspec

from beraad.exchange.database.base import in_postgres
from beraad.exchange.sources.breaker import Patience
from beraad.exchange.sources.line import Limits
from beraad.exchange.sources.tls import Trust

FILE = "sources.toml"
LOCAL = ("127.0.0.1", "::1", "localhost")
Environment: TypeAlias = Mapping[str, str]


class SettingsError(ValueError):
    """The file does not say how a source is connected; the message names the entry."""


class Secret(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a secret is read: the name of an environment variable, or a file."""

    env: str = ""
    file: str = ""


class Fhir(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a table of the catalogue stands in a FHIR server.

    `about` is where a resource names the person; `search` the parameter that finds it by that
    number; `dated` the element, and `since` the search parameter, that say how old it is. `fields`
    gives to each column its place in the resource.
    """

    resource: str
    fields: dict[str, str]
    search: str = "subject:identifier"
    about: str = "subject.identifier"
    dated: str = ""
    since: str = ""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of the file, as it stands there."""

    url: str
    timeout: float = 10.0
    wait: float = 1.5
    threads: int = 4
    failures: int = 5
    pause: float = 30.0
    secret: Secret = Secret()
    as_of: str = ""
    stale_after: float | None = None
    authority: str = ""
    certificate: str = ""
    key: str = ""
    fhir: dict[str, Fhir] = {}
    tables: dict[str, dict[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Connection:
    """How one source, or one table of it, is reached; `tables` are those that stand elsewhere."""

    url: str
    limits: Limits = field(default_factory=Limits)
    secret: str = field(default="", repr=False)
    as_of: str = ""
    trust: Trust = field(default_factory=Trust)
    fhir: Mapping[str, Fhir] = field(default_factory=dict)
    tables: Mapping[str, "Connection"] = field(default_factory=dict)


def read_settings(folder: Path, environment: Environment = os.environ) -> dict[str, Connection]:
    """The connections that the file in this folder names; none without a file. SettingsError."""
    path = folder / FILE
    if not path.exists():
        return {}
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{FILE}: {error}") from None
    return {word: connection(word, one, folder, environment) for word, one in entries.items()}


def connection(word: str, given: object, folder: Path, environment: Environment) -> Connection:
    """One entry."""
    try:
        entry = msgspec.convert(given, Entry)
        secret = secret_of(entry.secret, folder, environment)
        url = placed(entry.url, folder)
        check(entry, url)
    except (msgspec.ValidationError, ValueError) as error:
        raise SettingsError(f"{FILE}, entry {word}: {error}") from None
    own = {name: value for name, value in dict(given).items() if name != "tables"}  # type: ignore[call-overload]
    parts = {
        table: connection(f"{word}.tables.{table}", {**own, **part}, folder, environment)
        for table, part in entry.tables.items()
    }
    limits = Limits(
        entry.timeout,
        min(entry.wait, entry.timeout),
        entry.threads,
        stale_after=entry.stale_after,
        patience=Patience(entry.failures, entry.pause),
    )
    return Connection(
        with_password(url, secret),
        limits,
        secret,
        entry.as_of,
        Trust(*(beside(one, folder) for one in (entry.authority, entry.certificate, entry.key))),
        entry.fhir,
        parts,
    )


def check(entry: Entry, url: str) -> None:
    """ValueError for what cannot be meant."""
    parts = urlsplit(url)
    if parts.scheme in ("http", "fhir+http") and parts.hostname not in LOCAL:
        raise ValueError("personal data go over https:// only")
    if parts.password:
        raise ValueError('a password stands in the URL; name its place: secret = { env = "..." }')
    if min(entry.timeout, entry.wait, entry.pause) <= 0 or min(entry.threads, entry.failures) < 1:
        raise ValueError("timeout, wait, pause, threads and failures must be above 0")
    if entry.key and not entry.certificate:
        raise ValueError("a key without its certificate")
    if parts.scheme.startswith("fhir+") and not entry.fhir:
        raise ValueError("a FHIR server needs [WORD.fhir.TABLE] for each table")


def secret_of(secret: Secret, folder: Path, environment: Environment) -> str:
    """The secret itself; ValueError that does not repeat it."""
    if secret.env:
        if secret.env not in environment:
            raise ValueError(f"the environment variable {secret.env} is not set")
        return environment[secret.env]
    if secret.file:
        path = folder / secret.file
        if not path.exists():
            raise ValueError(f"there is no file {secret.file} to read the secret from")
        return path.read_text(encoding="utf-8").strip()
    return ""


def placed(url: str, folder: Path) -> str:
    """The URL with the path of a file made absolute."""
    scheme, separator, rest = url.partition(":///")
    if separator and scheme in ("sqlite", "duckdb", "parquet"):
        return f"{scheme}:///{folder.absolute() / rest}"
    return url


def beside(path: str, folder: Path) -> str:
    """A path of the file, made absolute."""
    return str(folder.absolute() / path) if path else ""


def with_password(url: str, secret: str) -> str:
    """The URL of a PostgreSQL database with its password."""
    if not secret or not in_postgres(url):
        return url
    sign = "&" if "?" in url else "?"
    return f"{url}{sign}password={quote(secret, safe='')}"
