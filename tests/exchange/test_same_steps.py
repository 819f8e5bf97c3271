"""Whether a number is known is not told by what is done: known and unknown take the same steps.

A step is a query to directory, evidence or source, or a question to a source at the end of a line.
Times are measured, not tested: see tests/bench/yesno_bench.py.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from beraad.exchange.asking import Asking
from beraad.exchange.database.sqlite import SqliteDatabase
from beraad.exchange.gateway import Gateway
from beraad.exchange.sources import Found
from beraad.exchange.sources.line import Limits, Line
from beraad.law.communication import Communication
from beraad.law.load import load
from beraad.register.shelf import find_files
from tests.exchange.test_competence import ASKED as ALLOWANCE
from tests.exchange.test_competence import CLAUSE as ALLOWANCE_CLAUSE
from tests.exchange.test_consult import ELIGIBLE
from tests.exchange.world import BEFORE, REGISTERS_CLAUSE, SYSTEMS, change, moment, read

UNKNOWN = "99123199742"
SEX = Communication(
    "nsso", "cbss-registers", "policy-support", ("identity.sex",), "identified", "consult"
)
WISHES = {
    "answered": SEX,
    "refused": replace(SEX, purpose="scientific-research"),
    "yes or no": ELIGIBLE,
    "handed over by region": ALLOWANCE,
    "asked by the person": replace(SEX, role="subject", person=UNKNOWN),
    "asked in a role": replace(SEX, role="nurse", person=UNKNOWN),
}
NO_FILE = """
SELECT subject FROM persons WHERE subject NOT IN (SELECT subject FROM flexi_jobs)
AND birth_date < '2020-01-01' ORDER BY 1 LIMIT 1
"""


@pytest.fixture
def exchange(gateway: Gateway, home: Path) -> Gateway:
    """Each flow is controlled on both sides, and does not block."""
    own = {"registers.md": REGISTERS_CLAUSE.encode(), "allowance.md": ALLOWANCE_CLAUSE.encode()}
    gateway.laws.adopt(load({**find_files([SYSTEMS]), **own}))
    store = home / "sources" / "directory.sqlite"
    change(store, "UPDATE flow SET control = 'both', blocking = 0")
    return gateway


@pytest.fixture
def known(home: Path) -> str:
    """Somebody who lives nowhere here and has no job."""
    ((subject,),) = read(home / "population.sqlite", NO_FILE)
    change(home / "sources" / "evidence.sqlite", "DELETE FROM residence WHERE subject = ?", subject)
    return str(subject)


@contextmanager
def steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The queries that are asked inside."""
    made: list[str] = []
    rows = SqliteDatabase.rows

    def noting(self: SqliteDatabase, query: str, given: dict[str, object]) -> object:
        made.append(query)
        return rows(self, query, given)

    with monkeypatch.context() as patch:
        patch.setattr(SqliteDatabase, "rows", noting)
        yield made


@pytest.mark.parametrize("wish", WISHES)
def test_known_or_not_the_same_is_asked_in_the_same_order(
    exchange: Gateway, known: str, monkeypatch: pytest.MonkeyPatch, wish: str
):
    made = []
    exchange.consult(WISHES[wish], known, moment(BEFORE))  # the stores are looked over once
    for subject in (known, UNKNOWN):
        with steps(monkeypatch) as here:
            answer = exchange.consult(WISHES[wish], subject, moment(BEFORE))
        made.append((type(answer.decision), here))
    assert made[0] == made[1]
    assert made[0][1]


class Registers:
    """A source at the end of a line, which answers whatever it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def fetch(self, subject: str, fields: object, not_before: date | None, asking: Asking) -> Found:
        self.asked.append(subject)
        return Found(({"identity.sex": "male"},), as_of="2024-09-01")

    def close(self) -> None:
        """Nothing to let go of."""


@pytest.mark.parametrize("deferring", [False, True])
def test_a_source_at_the_end_of_a_line_is_asked_and_waited_for_about_either(
    exchange: Gateway, known: str, deferring: bool
):
    source = Registers()
    line = Line("cbss-registers", lambda: source, Limits())
    scales = replace(exchange, sources={**exchange.sources, "cbss-registers": line})
    told = []
    for subject in (known, UNKNOWN):
        weighed = scales.weigh(SEX, subject, moment(BEFORE), deferring=deferring)
        assert (weighed.arriving is not None) is deferring
        if weighed.arriving:
            weighed.arriving.future.result(5)
            weighed = weighed.arriving.arrived(weighed.arriving.future)
        told.append((len(weighed.rows), weighed.found))
    line.end()
    assert source.asked == [known, UNKNOWN]
    assert told == [(1, Found((), as_of="2024-09-01")), (0, Found((), as_of="2024-09-01"))]
