"""One thing that happened, in a form that has exactly one sequence of bytes.

An entry names: who did what, about which object, touching which pseudonymous subject, on which
facts. It holds no content: no answer, no raw national number, no URL path, no float.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import msgspec

Scalar = str | int | bool | None
Fact = Scalar | Sequence[Scalar]

MAX_BYTES = 65_535
MAX_INTEGER = 2**53 - 1  # RFC 7493: the integers that every JSON reader holds exactly
_TEN_DIGITS = 9_999_999_999

_ACT = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+")
_KEY = re.compile(r"[a-z][a-z0-9_.-]*")
_INSTANT = "%Y-%m-%dT%H:%M:%S.%fZ"
_encode = msgspec.json.Encoder(order="sorted").encode

# A digest or UUID part may hold eleven digits in a row by chance, so whole hexadecimal words with a
# letter in them are left out of the search; `ssin85073003328` is not such a word and is found.
_HEX_WORD = re.compile(r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])[0-9a-f]{12,}(?![0-9A-Za-z])")
_GAP = r"[\s._/-]{0,3}"
_NUMBER = re.compile(
    rf"(?<!\d)(\d\d){_GAP}(\d\d){_GAP}(\d\d){_GAP}(\d\d\d){_GAP}(\d\d)(?!\d)", re.ASCII
)
_PATH = re.compile(r'://|["\s]/\S')

_DIGEST = re.compile(r"(?=[0-9]*[a-f])[0-9a-f]{32,64}")
_WORDS = 8192
"""So many texts are remembered as checked: words of the catalogue come again in each entry."""

_LONGEST_WORD = 200
"""Letters; a longer text is not remembered."""

_known: dict[str, str] = {}


class EntryError(ValueError):
    """An entry that the journal does not take; the message names the field and the remedy."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened, without its place in the journal.

    `at`      aware instant, kept in UTC to the microsecond.
    `act`     dotted verb, such as `communication.permitted` or `sitting.closed`.
    `actor`   who did it: an opaque name, never empty.
    `about`   the object: number of a deliberation or request; '' if there is none.
    `subject` pseudonym of the person concerned; '' if there is none.
    `facts`   names to text, integers, booleans, None, or flat lists of these.
    `content` the canonical bytes (read only), see `canonical`.

    Text is brought to Unicode NFC, so an entry equals the one read back from its bytes.
    Raises EntryError.
    """

    at: datetime
    act: str
    actor: str
    about: str = ""
    subject: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    content: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise EntryError(f"at: expected an instant with a time zone, found {self.at}.")
        object.__setattr__(self, "at", self.at.astimezone(UTC))
        for name in ("act", "actor", "about", "subject"):
            object.__setattr__(self, name, _text(name, getattr(self, name)))
        if not _is_act(self.act):
            raise EntryError(
                f"act: expected a dotted verb like sitting.closed, found {self.act!r}."
            )
        if not self.actor:
            raise EntryError("actor: expected the name of who acted, found nothing.")
        object.__setattr__(self, "facts", MappingProxyType(dict(_facts(self.facts))))
        object.__setattr__(self, "content", _bounded(canonical(self._plain())))

    def _plain(self) -> dict[str, Any]:
        return {
            "at": instant(self.at),
            "act": self.act,
            "actor": self.actor,
            "about": self.about,
            "subject": self.subject,
            "facts": self.facts.copy(),  # type: ignore[attr-defined]
        }

    @classmethod
    def parse(cls, content: bytes) -> "Entry":
        """The entry with these canonical bytes; EntryError when they are not canonical."""
        try:
            plain = json.loads(content)
            at = datetime.strptime(plain.pop("at"), _INSTANT).replace(tzinfo=UTC)
            entry = cls(at=at, **plain)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise EntryError(f"This is not a journal entry: {error}") from error
        if entry.content != content:
            raise EntryError("This entry is not in canonical form: other bytes, same meaning.")
        return entry


def canonical(value: Mapping[str, Any]) -> bytes:
    """JSON as RFC 8785 orders it, restricted to what `Entry` admits.

    UTF-8 without spaces, keys sorted (they are ASCII, so byte order is UTF-16 order), shortest
    escapes, integers only. Any RFC 8785 library writes the same bytes.
    """
    return _encode(value)


def instant(at: datetime) -> str:
    """The aware instant as entries write it: UTC, RFC 3339, six decimals; sorts as text."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def holds_national_number(text: str) -> bool:
    """Whether eleven digits in the text, bare or formatted, pass as a national or bis number.

    Checked: modulus 97 for births before and from 2000, month (also +20 and +40) and day.
    """
    return any(_is_ssin("".join(found)) for found in _NUMBER.findall(_HEX_WORD.sub("", text)))


def _is_ssin(digits: str) -> bool:
    month, day, check = int(digits[2:4]), int(digits[4:6]), int(digits[9:])
    if month % 20 > 12 or month > 52 or day > 31:
        return False
    return any(97 - int(century + digits[:9]) % 97 == check for century in ("", "2"))


def _bounded(content: bytes) -> bytes:
    if len(content) > MAX_BYTES:
        raise EntryError(
            f"The entry takes {len(content)} bytes; {MAX_BYTES} is the most. "
            "Journal a hash of the content, not the content."
        )
    return content


def _check_harmless(written: str) -> None:
    """EntryError for a value, as JSON, that tells of a person.

    Values are looked at one by one: neither a number nor a path can run on past a quotation mark or
    a comma, so nothing is missed, and words that come again need not be searched again.
    """
    if holds_national_number(written):
        raise EntryError("The entry holds a national number; write the pseudonym instead.")
    if _PATH.search(written):
        raise EntryError(
            "The entry holds a URL or a path, which may carry personal data; name the act instead."
        )


@lru_cache(maxsize=_WORDS)
def _is_act(text: str) -> bool:
    return _ACT.fullmatch(text) is not None


@lru_cache(maxsize=_WORDS)
def _is_key(text: str) -> bool:
    if not _KEY.fullmatch(text):
        return False
    _check_harmless(text)
    return True


def _facts(facts: Mapping[str, Fact]) -> Iterator[tuple[str, Fact]]:
    for key, value in facts.items():
        if not _is_key(key):
            raise EntryError(f"facts: expected a name like rows_sent, found {key!r}.")
        if isinstance(value, (list, tuple)):
            where = f"facts.{key}"
            yield key, tuple([_scalar(where, item) for item in value])
        else:
            yield key, _scalar(f"facts.{key}", value)


def _scalar(where: str, value: object) -> Scalar:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise EntryError(f"{where}: {value} is beyond 2**53 - 1; write it as text.")
        if abs(value) > _TEN_DIGITS:
            _check_harmless(str(value))
        return value
    return _text(where, value)


def _text(where: str, value: object) -> str:
    if not isinstance(value, str):
        raise EntryError(
            f"{where}: expected text, a whole number, true, false, null or a flat list of these, "
            f"found {type(value).__name__}."
        )
    if (known := _known.get(value)) is not None:
        return known
    if _DIGEST.fullmatch(value):
        return value
    try:
        return _remembered(value, _composed(value))
    except UnicodeEncodeError:
        raise EntryError(f"{where}: the text holds half a surrogate pair.") from None


def _composed(text: str) -> str:
    text.encode()
    composed = unicodedata.normalize("NFC", text)
    _check_harmless(_encode(composed).decode())
    return composed


def _remembered(text: str, composed: str) -> str:
    if len(text) <= _LONGEST_WORD:
        if len(_known) >= _WORDS:
            _known.clear()
        _known[text] = composed
    return composed
