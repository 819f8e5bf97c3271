"""What goes wrong, told as RFC 9457 says: in the language asked for, never with what was sent.

The words stand in `problems.toml`. A problem names the field at fault, what was expected there and
what to do; a refusal also names the authorisation that is missing, by number and paragraph.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

import msgspec
from starlette.responses import Response

from beraad.exchange.server.shapes import Fault, Near, Problem
from beraad.law.catalogue import LANGUAGES, Language

WORDS = tomllib.loads(files(__package__).joinpath("problems.toml").read_text(encoding="utf-8"))
QUALITY = re.compile(r"(?:q=([01](?:\.\d{0,3})?))?")
MEDIA_TYPE = "application/problem+json"
PROBLEM = "urn:beraad:problem:{}"


class ProblemError(Exception):
    """A request that gets no answer of its own. `word` is a heading of `problems.toml`."""

    def __init__(
        self,
        word: str,
        *,
        faults: tuple[Fault, ...] = (),
        sentences: tuple[str, ...] = (),
        nearest: tuple[Near, ...] = (),
        entry: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(word)
        self.word, self.faults, self.sentences = word, faults, sentences
        self.nearest, self.entry, self.headers = nearest, entry, dict(headers or {})

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(WORDS[self.word]["status"])

    def told(self, language: Language) -> Problem:
        """The problem in words."""
        title, todo = WORDS[self.word][language]
        return Problem(
            PROBLEM.format(self.word),
            title,
            self.status,
            " ".join(self.sentences) or todo,
            todo,
            list(self.faults),
            list(self.nearest),
            self.entry,
        )

    def response(self, language: Language) -> Response:
        """The response that tells it."""
        said = {"Content-Language": language, "Vary": "Accept-Language"}
        body = msgspec.json.encode(self.told(language))
        return Response(body, self.status, said | self.headers, MEDIA_TYPE)


@lru_cache(maxsize=256)
def wanted_language(accept: str) -> Language:
    """The language of ours that Accept-Language (RFC 9110, 12.5.4) prefers; English if none."""
    best: tuple[float, Language] = (0.0, "en")
    for part in accept[:1000].split(","):
        tag, _, weight = part.strip().partition(";")
        for language in LANGUAGES:
            if (
                tag.strip().lower().partition("-")[0] == language
                and (q := quality(weight)) > best[0]
            ):
                best = (q, language)
    return best[1]


def quality(weight: str) -> float:
    """The weight `q=0.5`; 1 where none is given, 0 where it cannot be read."""
    found = QUALITY.fullmatch(weight.replace(" ", "").lower())
    return float(found[1] or 1) if found else 0.0
