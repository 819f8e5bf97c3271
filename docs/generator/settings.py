"""The settings: every environment variable that the code reads."""

import re

from generator.page import Pages, code, covered, found_in, page, table

READ = re.compile(r"BERAAD_[A-Z_]+")
INTRODUCTION = """\
Beraad runs without any setting. An installation changes what it needs by the environment.
"""
MEANINGS = {
    "BERAAD_SYSTEMS": ("the folder `systems` beside the code", "where the deliberations lie"),
    "BERAAD_SATURDAY": (
        "`0`",
        "`1`: a Saturday is a working day before entry into force; Belgian law uses both meanings",
    ),
    "BERAAD_REGISTER": (
        "the systems",
        "files and folders that the pages show, with `:` between them",
    ),
    "BERAAD_DATABASE": (
        "none: files in the home folder",
        "the `postgresql://...` URL of a database that takes the place of every file that the "
        "gateway writes: journal, used proofs, mutations, promised answers, lines of files; "
        "several gateways share it",
    ),
    "BERAAD_JOURNAL": (
        "`BERAAD_DATABASE`, or `journal.db` in the folder of the gateway; the pages read none",
        "the journal that the gateway writes and the pages read: the path of an SQLite file, or "
        "the `postgresql://...` URL of a database, which several gateways may share",
    ),
    "BERAAD_DOCKET": ("none", "the papers that the journal names"),
    "BERAAD_SECRET_KEY": ("a new one at each start", "Django's secret key of the pages"),
    "BERAAD_HOSTS": (
        "`localhost,127.0.0.1,[::1]`",
        "the host names under which the pages answer, with `,` between them",
    ),
    "BERAAD_QUEUE": (
        "`BERAAD_DATABASE`, or `gateway/queue.sqlite` in the home folder",
        "where mutations wait for their recipients: a `postgresql://` URL",
    ),
    "BERAAD_STATE": (
        "`build`",
        "the folder in which commands keep what they made, such as the last run of the systems",
    ),
    "BERAAD_NIGHTLY": ("none", "`1` runs the long form of the generated tests"),
}
LAW = """\
## Settings of the law

| setting | default | meaning |
| --- | --- | --- |
| `load(files, saturday=...)` | `False` | whether Saturday is a working day |
| block `regimes` of a catalogue | see [words](words.md) | when an act takes effect |
"""


def pages() -> Pages:
    """One page."""
    covered("settings", MEANINGS, found_in(("src", "tests/law", "tests/property"), READ.findall))
    rows = [(code(name), *told) for name, told in MEANINGS.items()]
    parts = (INTRODUCTION, table(("variable", "default", "meaning"), rows), LAW)
    yield "reference/settings.md", page("Settings", *parts)
