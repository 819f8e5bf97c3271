"""One report, three forms: HTML for people, Markdown for editors, JSON for programs."""

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias, get_args

import msgspec

from beraad.law.catalogue import Language
from beraad.report.document import document
from beraad.report.html import page
from beraad.report.markdown import markdown
from beraad.report.report import Report

Format: TypeAlias = Literal["html", "md", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(report: Report, language: Language, form: Format) -> str:
    """The report as a text that stands on its own."""
    return RENDERERS[form](report, language)


def json(report: Report, language: Language) -> str:
    """The figures with their sources, the checks, the deliberations, and the document's blocks."""
    told = document(report, language)
    plain = {
        "report": "activity",
        "year": report.year,
        "language": language,
        "title": told.title,
        "figures": list(report.figures.values()),
        "checks": report.checks,
        "sections": [
            {"id": section.id, "deliberations": report.sections[section.id]}
            for section in report.plan.sections
        ],
        "blocks": told.blocks,
    }
    return msgspec.json.format(msgspec.json.encode(plain), indent=2).decode() + "\n"


RENDERERS: Mapping[Format, Callable[[Report, Language], str]] = {
    "html": lambda report, language: page(document(report, language)),
    "md": lambda report, language: markdown(document(report, language)),
    "json": json,
}
