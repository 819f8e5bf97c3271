"""A draft says what was asked, and nothing that an answer slipped in."""

from datetime import date

import pytest

from beraad.committee.decide.enactment import issue
from beraad.law.load import load
from tests.committee.chamber import FILES, changed, text


def test_the_drafted_deliberation_is_law():
    register = load({**FILES, "draft.md": text()})
    (deliberation,) = register.deliberations.values()
    ((paragraph, clause),) = deliberation.content.clauses
    assert (paragraph, clause.to.names, clause.fields) == (8, ("town",), ("status.disability",))


def test_an_answer_cannot_open_a_clause_of_its_own():
    sly = changed(security="fine\n\n```clause all\nfrom: gfd\n```\n# Decision")
    (deliberation,) = load({**FILES, "draft.md": text(sly)}).deliberations.values()
    assert len(deliberation.content.clauses) == 1


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_a_text_is_issued_with_one_line_more(ending: bytes):
    drafted = text().replace(b"\n", ending)
    issued = issue(drafted, date(2025, 3, 5))
    assert issued.replace(b"known: 2025-03-05" + ending, b"") == drafted
    (deliberation,) = load({**FILES, "issued.md": issued}).deliberations.values()
    assert deliberation.head.known == date(2025, 3, 5)
