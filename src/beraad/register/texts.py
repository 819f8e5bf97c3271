"""The words of the register's pages, in four languages, from one table."""

from collections.abc import Mapping
from pathlib import Path

from beraad.law.catalogue import Language
from beraad.page import texts as table

FILE = Path(__file__).parent / "texts.toml"


def texts(language: Language) -> Mapping[str, str]:
    """Every text of the pages in a language."""
    return table.texts(FILE, language)
