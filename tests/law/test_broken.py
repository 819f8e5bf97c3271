"""Documents that do not load, each with the exact sentences that say where, what and what else.

Every file in `broken/` is loaded together with the small catalogue of `world.py` and two sound
deliberations: 22/056, which is `base.md`, and 18/046, to which one may accede.
`broken/expected.txt` gives under the name of each file what is told.
Tools that read Markdown stumble over what is not UTF-8, so that file is named `.bytes`.
"""

import ast
from pathlib import Path

import pytest

import beraad.law
from beraad.law.amendment import KIND
from beraad.law.document import MOST_BYTES
from beraad.law.load import load
from beraad.law.place import LONGEST, MOST_FAULTS, Fault, LawError
from beraad.law.register import Register
from tests.law.world import (
    CATALOGUE,
    GENERAL,
    HISTORY,
    accession,
    amendment,
    deliberation,
    listed,
    register,
)

HERE = Path(__file__).parent
BROKEN = HERE / "broken"
JOINED = deliberation(GENERAL, "18/046", "2018-04-03", "general").encode()
BASE = (HERE / "base.md").read_bytes()
CALLS = ("fault", "unknown", "Fault", "one_of", "known")
WARNINGS = {"number-order", "early-force"}  # told, but no reason not to load


def expected() -> dict[str, list[str]]:
    """The messages of `expected.txt` by name."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in (BROKEN / "expected.txt").read_text("utf-8").splitlines():
        if line.startswith("    "):
            found[name].append(line.strip())
        else:
            name = line
            found[name] = []
    return found


EXPECTED = expected()
FILES = {path.stem: path.read_bytes() for path in BROKEN.iterdir() if path.suffix != ".txt"}


def load_with_base(**more: bytes) -> Register:
    """A register of the catalogue, the two sound deliberations, and these files."""
    files = {f"{name}.md": content for name, content in more.items()}
    return load(
        {"catalogue.md": CATALOGUE.encode(), "base.md": BASE, "general.md": JOINED, **files}
    )


def faults_of(**more: bytes) -> tuple[Fault, ...]:
    """What keeps these files from being loaded."""
    with pytest.raises(LawError) as error:
        load_with_base(**more)
    assert str(error.value) == "\n".join(map(str, error.value.faults))
    return error.value.faults


def test_what_is_loaded_along_is_sound() -> None:
    assert len(load_with_base().deliberations) == 2


def test_each_broken_file_stands_in_the_table_and_the_other_way_round() -> None:
    assert set(FILES) == set(EXPECTED)
    assert len(EXPECTED) >= 180


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_broken_document_says_where_what_and_what_is_expected(name: str) -> None:
    faults = faults_of(**{name: FILES[name]})
    assert [str(fault) for fault in faults] == EXPECTED[name]


def kinds_in_source() -> set[str]:
    """Every kind of fault that stands in the code of the law core."""
    kinds: set[str] = set()
    core = "place block span condition vocabulary clause enforceable document content act amendment"
    core += " load order soundness"
    for name in core.split():
        tree = ast.parse((Path(beraad.law.__path__[0]) / f"{name}.py").read_text("utf-8"))
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            if call.func.id in CALLS and isinstance(call.args[1], ast.Constant):
                prefix = "" if call.func.id in ("fault", "Fault") else "unknown-"
                kinds.add(prefix + str(call.args[1].value))
    return kinds | {f"unknown-{kind}" for kind in KIND.split("|")}


def test_every_kind_of_fault_in_the_code_occurs_in_the_corpus() -> None:
    told = {fault.kind for name in FILES for fault in faults_of(**{name: FILES[name]})}
    told |= {fault.kind for fault in faults_of(large=b" " * (MOST_BYTES + 1))}
    assert kinds_in_source() - WARNINGS == told


def test_the_faults_of_all_files_are_told_together_in_order_of_place() -> None:
    faults = faults_of(
        a=deliberation(
            HISTORY.replace("for: care", "for: caer"),
            number="25/001",
            adopted="2024-01-09",
        ).encode(),
        b=deliberation(
            HISTORY.replace("gfd", "gdf")
            + HISTORY.replace("history", "more").replace("consult", "phone"),
            number="24/003",
            adopted="2024-03-05",
        ).encode(),
        c=amendment("- repeal clause histroy").encode(),
        d=b"Dear committee",
    )
    assert [(str(fault.place), fault.kind) for fault in faults] == [
        ("a.md:2", "number-late"),
        ("a.md:27", "unknown-purpose"),
        ("b.md:25", "unknown-source"),
        ("b.md:42", "unknown-channel"),
        ("c.md:12", "unknown-clause"),
        ("d.md:1", "no-front-matter"),
    ]


UNREADABLE = deliberation(HISTORY.replace("form: identified", "form identified"), number="22/058")
UNSOUND = deliberation(HISTORY.replace("for: care", "for: caer"), number="22/058")
ACCESSION = """---
accedes-to: 22/058
chamber: social-security-and-health
---

```accession town
fields: [dispensing.date]
from: 2024-01-01
```
"""


@pytest.mark.parametrize("text", [UNREADABLE, UNSOUND])
def test_what_names_a_deliberation_at_fault_is_not_blamed_for_that(text: str) -> None:
    faults = faults_of(
        a=text.encode(),
        b=amendment("- repeal clause history", number="22/058").encode(),
        c=ACCESSION.encode(),
    )
    assert [fault.place.file for fault in faults] == ["a.md"]


@pytest.mark.parametrize(
    "catalogue",
    [
        "---\ncatalogue: more\n---\n\n```roles\n- doctor | a\n```\n",
        "---\ncatalogue: more\n---\n\n```roles\n- doctor | a | b | c | d\n",
        "---\ncatalog: more\n---\n\n```roles\n- doctor | a | b | c | d\n```\n",
    ],
)
def test_words_of_a_catalogue_at_fault_are_not_told_to_be_unknown(catalogue: str) -> None:
    doctors = deliberation(HISTORY.replace("pharmacist", "doctor"), number="22/058").encode()
    faults = faults_of(a=doctors, b=catalogue.encode())
    assert [fault.place.file for fault in faults] == ["b.md"]


@pytest.mark.parametrize("more", ["", "in-force: when law(someday) is in force\n"])
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (
            "framework",
            "```frame mandates\n"
            "binds: clauses whose when names mandate\nrequires: [mandate-covers-purpose]\n```\n",
        ),
        (
            "good-practice",
            "```checklist asked\nnl: a\nfr: b\nde: c\nen: d\n- q | a | b | c | d\n```\n",
        ),
    ],
)
def test_an_amendment_gives_no_clause_to_what_authorises_nothing(
    kind: str, body: str, more: str
) -> None:
    """Nor does one that waits for its law, which would give it later."""
    inner = HISTORY.removeprefix("```clause history\n").removesuffix("```\n").splitlines()
    told = ["- insert clause history after paragraph 3", *(f"    {line}" for line in inner)]
    (fault,) = faults_of(
        a=deliberation(body, number="22/058", kind=kind).encode(),
        b=amendment("\n".join(told), number="22/058", more=more).encode(),
    )
    assert (fault.place.file, fault.kind) == ("b.md", "kind")
    assert fault.what == f"a clause in a {kind}, which authorises nothing alone"


def test_one_document_tells_at_most_a_hundred_faults() -> None:
    loose = "".join(f"Line {n}\n\n" for n in range(1000)).encode()
    assert len(faults_of(a=deliberation(number="22/058").encode() + loose)) == MOST_FAULTS


def test_a_long_text_at_fault_is_not_repeated_whole() -> None:
    long = "x" * 100_000
    (fault,) = faults_of(a=deliberation(HISTORY.replace("gfd", long), number="22/058").encode())
    assert len(fault.what) == LONGEST + len("...")


def test_a_document_of_ten_megabytes_is_refused_unread() -> None:
    """Only its length is looked at: these bytes are not even UTF-8."""
    (fault,) = faults_of(a=b"\xff" * 10_000_000)
    assert str(fault) == "a.md:1: more than 1,000,000 bytes, expected at most 1,000,000"


def test_a_register_of_nothing_is_empty() -> None:
    assert load({}).deliberations == {}


KEPT = HISTORY.replace("keep: nothing", "keep: until 2024-06-30")


@pytest.mark.parametrize(
    "amended",
    ["- set by of clause history: [consult, notify]", "- set keep of clause history: 1 year"],
)
def test_a_last_day_of_keeping_may_be_the_first_and_may_pass(amended: str) -> None:
    """An amendment after that day, which leaves the entry or takes it away, does no harm."""
    body = KEPT + KEPT.replace("clause history", "clause other").replace("06-30", "01-24")
    law = deliberation(body, number="24/001", adopted="2024-01-09")
    later = amendment(amended, number="24/001", adopted="2025-03-04")
    assert len(load_with_base(a=law.encode(), b=later.encode()).amendments) == 1


def test_one_may_accede_for_a_field_that_waits_for_a_law() -> None:
    inserted = GENERAL.replace("```clause statuses", "- insert clause statuses after paragraph 3")
    waiting = amendment(
        "\n    ".join(inserted.removesuffix("\n```\n").splitlines()),
        more="in-force: when law(someday) is in force\n",
    )
    joined = accession("town", "status.disability", "2025-01-01")
    assert places(a=waiting.encode(), b=joined.encode()) == []


@pytest.mark.parametrize(
    ("to", "party"),
    [
        ("role nurse", "hospital"),
        ("anyone", "hospital"),
        ("[village, hospital]", "hospital"),
        ("village", "town"),
        ("town", "village"),
        ("list some", "town"),
        ("list some", "village"),
    ],
)
def test_one_may_accede_that_receives_or_stands_for_one_that_does(to: str, party: str) -> None:
    """A member of a list at whatever time; the village succeeds the town in 2030."""
    words = CATALOGUE + "```successions\n- town | village | 2030-01-01 | -\n```\n"
    body = listed("some", "parties", "town from 2026-01-01") + GENERAL.replace(
        "category municipality", to
    )
    law = deliberation(body, kind="general")
    joined = accession(party, "status.disability", "2025-01-01")
    assert len(register(law, joined, catalogue=words).accessions) == 1


def test_the_same_fields_may_be_named_again_later_and_others_at_once() -> None:
    law = deliberation(GENERAL, kind="general")
    named = [
        ("status.disability", "2023-01-01", "2023-12-31"),
        ("status.disability", "2024-01-01", ""),
        ("status.disability, status.living_wage", "2024-06-01", ""),
    ]
    joined = [accession("town", fields, start, until) for fields, start, until in named]
    assert len(register(law, *joined).accessions) == 1


def test_a_day_of_keeping_that_is_too_early_is_told_once_however_often_the_text_changes() -> None:
    law = deliberation(KEPT, number="24/003", adopted="2024-07-02")
    more = [
        amendment("- set by of clause history: [consult, notify]", "24/003", "2024-09-03"),
        amendment("- set form of clause history: pseudonymised", "24/003", "2024-10-01"),
    ]
    told = faults_of(a=law.encode(), b=more[0].encode(), c=more[1].encode())
    assert [str(one.place) for one in told] == ["a.md:34"]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2024-01-15", ["b.md:34"]),
        ("2024-01-16", []),
        ("2024-12-01", []),
    ],
)
def test_of_a_year_of_adoption_the_first_possible_day_counts(day: str, told: list[str]) -> None:
    """Ten working days after 1 January 2024; reckoned is the last possible day, in 2025."""
    kept = HISTORY.replace("keep: nothing", f"keep: until {day}")
    law = deliberation(kept, number="24/056", adopted="2024").encode()
    assert places(b=law) == told


@pytest.mark.parametrize(
    ("day", "told"), [("2024-03-04", ["b.md:13"]), ("2024-03-05", []), ("2025-06-01", [])]
)
def test_what_waits_for_a_law_may_take_effect_from_its_adoption_on(
    day: str, told: list[str]
) -> None:
    """Also where another amendment has taken effect since."""
    more = "in-force: when law(someday) is in force\n"
    waiting = amendment(f"- set keep of clause history: until {day}", more=more)
    other = amendment("- set by of clause history: [consult, notify]", adopted="2025-09-02")
    assert places(b=waiting.encode(), c=other.encode()) == told


def places(**more: bytes) -> list[str]:
    """Where the faults are, if any."""
    try:
        load_with_base(**more)
    except LawError as error:
        return [str(one.place) for one in error.faults]
    return []
