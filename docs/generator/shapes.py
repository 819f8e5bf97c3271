"""The JSON of the commands on which other programs rely: each key met when they really run."""

import io
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from beraad.journal.entry import Entry
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from beraad.law.communication import Communication
from beraad.site.command import main
from generator.asks import asks
from generator.meanings import COMPARE, DECISION, EXPORT, LIST, REPORT, SAY
from generator.page import ROOT, Pages, code, covered, page, table

OPEN = re.compile(
    r"(?:.+\.)?(?:dropped|facts|facts_used|row|blocks|evidence|answer_(?:before|after))"
    r"|(?:opened|closed|altered)\[\]\.(?:communication|before|after)"
)
"""What is told by one sentence, whatever it holds: words of the catalogue, or another shape."""

ASKED = {
    "recipient": "nihdi",
    "source": "gfd",
    "purpose": "integrated-medication-view",
    "fields": ["dispensing.product", "dispensing.pharmacy"],
    "form": "identified",
    "channel": "consult",
    "role": "nurse",
    "facts": {
        "about(patients)": True,
        "consent(informed)": True,
        "therapeutic-relation": True,
        "excluded": False,
        "role-in-access-matrix": True,
    },
}
INTRODUCTION = """\
Keys keep their names and meanings; new keys may be added. `[]` stands for each element of a list,
`.` for a key of an object. Days are `YYYY-MM-DD`, instants RFC 3339. Words in objects such as
`facts` are those of the catalogue.
"""
COMMUNICATION = """## A communication

What `decide` and `ask would-have-allowed` read, one a line.

| key | needed | meaning |
| --- | --- | --- |
| `recipient` | yes | the organisation that asks |
| `source` | yes | the source asked |
| `purpose` | yes | what for |
| `fields` | yes | the fields asked, a list |
| `form` | yes | `identified`, `pseudonymised`, `synthetic` or `anonymous` |
| `channel` | yes | `consult`, `notify`, `batch`, `extract`, `enclave`, `table` or `synthetic` |
| `role` | | what the acting person acts as; `subject` for the person concerned |
| `person` | | who acts, an opaque reference; a national number is refused |
| `subjects` | | whom it is about, opaque references; a national number is refused |
| `facts` | | the evidence at hand, such as `{"consent(informed)": true, "about(patients)": true}` |

`ask replay` reads lines `{"at": INSTANT, "communication": {...}}`.
"""
LINES = """\
## beraad check

A line a fault on standard output, `file:line: what, expected WHAT, did you mean 'WORD'?`, and
`warning: ` before an oddity that is kept as printed. The last two parts are left out where there
is nothing to say. Exit 0: no fault; 1: faults; 2: a path that is not there.

## beraad systems --json

| key | meaning |
| --- | --- |
| `[].system` | the folder of the system |
| `[].title` | the title of its chapter |
| `[].deliberations` | the numbers of its deliberations, a list |
| `[].passed`, `[].failed` | how many scenarios did |
| `[].scenarios[].title` | what happens in it |
| `[].scenarios[].rows`, `[].scenarios[].holding` | how many rows it has, and how many hold |
| `[].scenarios[].passed` | whether all do |
| `[].failures[].place` | file and line of a row that does not hold |
| `[].failures[].column`, `.expected`, `.got` | which column, and the two cells |
| `[].last_run` | the instant of the run |
| `[].missing` | with `--missing`: a sentence for each thing that no row shows |

## beraad journal verify

A line that begins with `ok` on standard output for each thing that holds, and
`FAULT PLACE: expected WHAT, found WHAT` on standard error for the first that does not. Exit 0: all
holds; 1: a fault; 2: the file cannot be read.
"""


@dataclass(frozen=True, slots=True)
class Shape:
    """A command whose JSON is documented: its title, how it runs, and the meaning of each path."""

    title: str
    arguments: tuple[str, ...]
    meanings: Mapping[str, str]
    given: str = ""


PERMIT = json.dumps(ASKED)
REFUSAL = json.dumps(ASKED | {"facts": {"excluded": "no"}, "purpose": "own-information"})
SHAPES = (
    Shape(
        "beraad register list --json", ("register", "list", "--json", "--on", "2025-03-01"), LIST
    ),
    Shape("beraad decide", ("decide", "--on", "2025-03-01"), DECISION, f"{PERMIT}\n{REFUSAL}\n"),
    Shape("beraad say --json", ("say", "22/056", "--json", "--on", "2025-03-01"), SAY),
    Shape("beraad compare --json", ("compare", "2024-03-01", "2025-03-01", "--json"), COMPARE),
    Shape("beraad report --format json", ("report", "--year", "2024", "--format", "json"), REPORT),
)


def pages() -> Pages:
    """One page."""
    told_of = dict.fromkeys(re.findall(r"^\| `(\w+)` \|", COMMUNICATION, re.MULTILINE))
    covered("communication", told_of, (field.name for field in fields(Communication)))
    parts = [section(shape.title, shape.meanings, output(shape)) for shape in SHAPES]
    parts += questions()
    parts.append(section("Lines of a journal's export", EXPORT, export()))
    yield (
        "reference/json.md",
        page("JSON of the commands", INTRODUCTION, COMMUNICATION, LINES, *parts),
    )


def questions() -> Iterator[str]:
    """What `beraad ask` answers to each question."""
    with tempfile.TemporaryDirectory() as name:
        for runs, meanings, given in asks(Path(name), ASKED):
            title = f"beraad ask {runs[0][0]} --json"
            shapes = (Shape(title, ("ask", *run, "--json"), meanings, given) for run in runs)
            yield section(title, meanings, [one for shape in shapes for one in output(shape)])


def output(shape: Shape) -> list[Any]:
    """What the command prints, as values."""
    written, stdin = io.StringIO(), sys.stdin
    try:
        sys.stdin = io.TextIOWrapper(io.BytesIO(shape.given.encode()))
        with redirect_stdout(written), chdir(ROOT):
            if main(shape.arguments):
                raise ValueError(f"beraad {' '.join(shape.arguments)} failed")
    finally:
        sys.stdin = stdin
    text = written.getvalue()
    by_line = shape.arguments[0] == "decide"
    return [json.loads(line) for line in text.splitlines()] if by_line else [json.loads(text)]


def export() -> list[Any]:
    """The lines of a small journal's export, one entry of it erased."""
    at = datetime(2024, 7, 1, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as name:
        key = SigningKey("beraad.example/journal", bytes(32))
        with Journal(Path(name, "journal.db"), key) as journal:
            journal.append([Entry(at, "communication.refused", "gateway", subject="p-1")] * 2)
            journal.erase(0, "end of retention", actor="retention", at=at)
            journal.export(Path(name, "export.jsonl"))
        lines = Path(name, "export.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def section(title: str, meanings: Mapping[str, str], values: list[Any]) -> str:
    """The paths of these values with their meanings, each of which must be met."""
    found = {path for value in values for path in paths(value)}
    found -= {path for path in found if any(name.startswith(f"{path}[]") for name in meanings)}
    if undocumented := found - set(meanings):
        raise ValueError(f"{title}: undocumented {sorted(undocumented)}")
    if idle := set(meanings) - found:
        raise ValueError(f"{title}: never met {sorted(idle)}")
    rows = [(code(path), told) for path, told in meanings.items()]
    return f"## {title}\n\n" + table(("key", "meaning"), rows)


def paths(value: Any, path: str = "") -> Iterator[str]:
    """The path of each thing in a value that is no object and no list of objects."""
    if OPEN.fullmatch(path):
        yield path
    elif isinstance(value, dict) and value:
        for key, one in value.items():
            yield from paths(one, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        for one in value:
            yield from paths(one, f"{path}[]")
    else:
        yield path
