"""Every kind and status of the register has its text, and no text lies idle."""

import re
import tomllib
from pathlib import Path
from typing import get_args

from beraad.law.act import CHAMBERS, KINDS
from beraad.law.document import ORDER
from beraad.register.listing import Status
from beraad.register.texts import FILE
from beraad.report.render import FORMATS

SOURCE = Path(FILE).parents[1]
TABLE = tomllib.loads(FILE.read_text("utf-8"))
BY_KIND = {
    *(f"kind-{kind}" for kind in KINDS),
    *(f"status-{status}" for status in get_args(Status)),
    *(f"chamber-{chamber}" for chamber in CHAMBERS),
    *(f"section-{section}" for section in ("social-security", "health")),
    *(f"heading-{words.lstrip('# ').lower().replace(' ', '-')}" for words in ORDER),
    *(f"download-{form}" for form in FORMATS),
}


def test_no_text_lies_idle():
    pages = "".join(path.read_text("utf-8") for path in SOURCE.rglob("templates/**/*.html"))
    asked = set(re.findall(r"\bt\.([a-z_]+)", pages))
    code = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    named = {key for key in TABLE if f'"{key}"' in code or key.replace("-", "_") in asked}
    assert set(TABLE) - named - BY_KIND == set()


def test_every_kind_status_chamber_section_and_heading_has_a_text():
    assert TABLE.keys() >= BY_KIND
