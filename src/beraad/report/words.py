"""The fixed words of the report, and the names of its figures, in four languages."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from beraad.law.catalogue import LANGUAGES, Labels, Language

TABLES: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(
    (Path(__file__).parent / "words.toml").read_text("utf-8")
)


def read(table: str) -> dict[str, Labels]:
    """One table of the file, each entry in every language."""
    return {
        key: Labels(*(each[language] for language in LANGUAGES))
        for key, each in TABLES[table].items()
    }


WORDS = read("word")
FIGURES = read("figure")
QUERIES = read("query")


AMENDMENTS = "amendments-of-"


def figure_name(identity: str, language: Language) -> str:
    """What a figure counts; its id in words where nobody gave it a name."""
    if identity.startswith(AMENDMENTS):
        number = identity.removeprefix(AMENDMENTS).replace("-", "/")
        return WORDS["amendments-of"][language].format(number)
    return FIGURES[identity][language] if identity in FIGURES else identity.replace("-", " ")


def say_query(identity: str, year: int, language: Language, act: str = "") -> str:
    """What was counted, or would have to be, for a figure of a year; `act` names journal entries.

    Where a figure has no words of its own for that, its name and the year say it.
    """
    key = "of-act" if act else "amendments-of" if identity.startswith(AMENDMENTS) else identity
    text = QUERIES[key if key in QUERIES else "of-year"][language]
    return text.format(name=figure_name(identity, language), year=year, act=act)
