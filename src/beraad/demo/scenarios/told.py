"""What came back, as the cells of a row tell it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beraad.demo.scenarios.cast import Cast
from beraad.law.act import day_of

NOTHING = "nothing"
TIMED = ("not-yet-in-force", "ended")
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response, as they went over the wire."""

    method: str
    path: str
    organisation: str
    body: Any
    status: int
    answer: Any


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a clause was found to say: that it permits, or what it lacks, as codes with detail.

    `rank` is its place among the nearest, from 0.
    """

    number: str
    paragraph: int
    clause: str
    permits: bool
    missing: tuple[str, ...] = ()
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Came:
    """What came back of a row: the cells by column, what was exchanged, what clauses were found to
    say, and the entry in the journal.

    `faults` are what a look at the source itself or at the law contradicts; `edges` say of which
    edges of the window of history there were data: its first day, and the day before.
    """

    cells: Mapping[str, str]
    exchanges: tuple[Exchange, ...]
    rulings: tuple[Ruling, ...] = ()
    entry: int | None = None
    faults: tuple[str, ...] = ()
    edges: frozenset[str] = frozenset()


def permitting(permit: Mapping[str, Any]) -> Ruling:
    """What a permit says of its clause."""
    return Ruling(permit["number"], permit["paragraph"], permit["clause"], permits=True)


def lacking(nearest: Iterable[Mapping[str, Any]]) -> tuple[Ruling, ...]:
    """What a refusal says of the nearest clauses."""
    return tuple(
        Ruling(
            *(near["number"], near["paragraph"], near["clause"]),
            permits=False,
            missing=tuple(lack_told(one["code"], one["detail"]) for one in near["missing"]),
            rank=rank,
        )
        for rank, near in enumerate(nearest)
    )


def of_permit(permit: Mapping[str, Any]) -> dict[str, str]:
    """The cells that a permit fills."""
    dropped = ", ".join(f"{name} {why}" for name, why in permit["dropped"].items())
    return {
        "by": place(permit),
        "passed": ", ".join(permit["passed"]) or NOTHING,
        "left out": dropped or NOTHING,
        "back to": permit["not_before"] or "no bound",
        "missing": NOTHING,
        "also": NOTHING,
    }


def of_nearest(nearest: Sequence[Mapping[str, Any]], detail: str) -> dict[str, str]:
    """The cells that a refusal fills: those of the clause that comes nearest, and in `also` what
    the next ones lack."""
    near = nearest[0] if nearest else None
    sentences = [one["sentence"] for one in near["missing"]] if near else []
    also = " / ".join(f"{place(one)}: {lacks_told(one)}" for one in nearest[1:])
    return {
        "by": place(near) if near else "no clause",
        "passed": NOTHING,
        "left out": "all",
        "back to": NOTHING,
        "missing": lacks_told(near) if near else NOTHING,
        "also": also or NOTHING,
        "sentence": plain(" ".join(sentences) or detail),
    }


def lacks_told(near: Mapping[str, Any]) -> str:
    """All that a clause lacks."""
    told = (lack_told(one["code"], one["detail"]) for one in near["missing"])
    return "; ".join(told) or NOTHING


def of_problem(problem: Mapping[str, Any]) -> dict[str, str]:
    """The cells that a problem fills (RFC 9457)."""
    word = str(problem["type"]).rpartition(":")[2]
    return {
        "answer": "refusal" if word == REFUSED else word,
        **of_nearest(problem["nearest"], problem["detail"]),
        "rows": "none",
        "warned": NOTHING,
    }


def of_entry(facts: Mapping[str, Any]) -> dict[str, str]:
    """The clause by which something was permitted that could not be answered."""
    return {"by": place(facts)} if facts.get("number") and facts.get("paragraph") else {}


def place(where: Mapping[str, Any]) -> str:
    """Number and paragraph that decide."""
    return f"{where['number']} paragraph {where['paragraph']}"


def lack_told(code: str, detail: str) -> str:
    """What is missing as a code with its detail; of an instant its day in Belgium."""
    return f"{code} {day_of(datetime.fromisoformat(detail)) if code in TIMED else detail}"


def rows_told(rows: Iterable[Mapping[str, object]], people: Cast) -> str:
    """Rows as a cell: `field=value, field=value; next row`."""
    return "; ".join(row_told(row, people) for row in rows) or "none"


def row_told(row: Mapping[str, object], people: Cast) -> str:
    """One row; a number that has a name in this chapter is told by it."""
    return ", ".join(f"{name}={value_told(value, people)}" for name, value in row.items())


def value_told(value: object, people: Cast) -> str:
    """A value: yes or no for truth, nothing for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return people.name(value) or str(value)


def marks_told(answer: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    """What the integration control found, and the marks of an answer."""
    told = [str(one) for one in facts.get("integration") or ()]
    if answer.get("partial"):
        told.append(f"partial {', '.join(answer['partial'])}")
    if answer.get("stale"):
        told.append("stale")
    return "; ".join(told) or NOTHING


def plain(text: str) -> str:
    """A text as a table shows it: French sets a no-break space before a colon, which nobody would
    see missing."""
    return text.replace("\xa0", " ")


def same(expected: str, got: str, people: Cast) -> bool:
    """Whether a cell holds: as written, or with other blanks, or with numbers for names."""
    return squeezed(expected, people) == squeezed(got, people)


def squeezed(text: str, people: Cast) -> str:
    """A cell without what does not count."""
    for name, number in people.numbers.items():
        text = text.replace(number, name)
    return " ".join(plain(text).split()).rstrip(";").strip()
