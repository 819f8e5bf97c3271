"""The plan of the report: its sections, in order, with the sentences that their figures fill.

A plan serves every year. A sentence stands where all figures that it names are recorded, a section
where it has a sentence or a deliberation.
"""

import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from beraad.law.catalogue import LANGUAGES, Labels

FILE = Path(__file__).parent / "sections.toml"
BLANK = re.compile(r"\{([a-z0-9-]+)(?:\|([^}]+))?\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in four languages. `{sittings}` is a figure, `{synthetic|a few times}` one whose
    source gives but a word; it is left out where `unless` names a figure that is recorded."""

    text: Labels
    unless: str

    @property
    def figures(self) -> frozenset[str]:
        """The figures that it names."""
        return frozenset(match[1] for match in BLANK.finditer(self.text.en)) - {"year"}

    def stands(self, recorded: Collection[str]) -> bool:
        """Whether it can be said with these figures."""
        return self.figures <= frozenset(recorded) and self.unless not in recorded


@dataclass(frozen=True, slots=True)
class Section:
    """A section; `area` is social-security or health, `folders` name those of the register."""

    id: str
    level: int
    area: str
    title: Labels
    folders: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    amendments: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The sections, the key figures, the totals to check, and the figures nobody printed."""

    sections: tuple[Section, ...]
    key_figures: tuple[str, ...]
    totals: tuple[tuple[str, tuple[str, ...]], ...]
    beyond: tuple[str, ...]

    @property
    def areas(self) -> dict[str, str]:
        """The area of each folder."""
        return {folder: one.area for one in self.sections for folder in one.folders}

    def amendments(self) -> Iterator[tuple[str, str]]:
        """Each number whose amendments a printed figure counts, with that figure."""
        for section in self.sections:
            yield from section.amendments


def read_plan(path: Path = FILE) -> Plan:
    """The plan of a file."""
    table = tomllib.loads(path.read_text("utf-8"))
    sections = tuple(
        Section(
            id=one["id"],
            level=one["level"],
            area=one.get("area", ""),
            title=labels(one["title"]),
            folders=tuple(one.get("folders", ())),
            sentences=tuple(
                Sentence(labels(each), each.get("unless", "")) for each in one.get("sentence", ())
            ),
            amendments=tuple(one.get("amendments", {}).items()),
        )
        for one in table["section"]
    )
    totals = tuple((one["total"], tuple(one["parts"])) for one in table["sum"])
    return Plan(sections, tuple(table["key-figures"]), totals, tuple(table["beyond"]))


def labels(table: dict[str, str]) -> Labels:
    """One text in each language."""
    return Labels(*(table[language] for language in LANGUAGES))
