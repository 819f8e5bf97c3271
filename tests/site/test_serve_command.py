"""`beraad serve`: what it is told to show must be there."""

from pathlib import Path

import pytest

from tests.site.conftest import Shell


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--home", "nope"), "nope/journal.db: no such journal"),
        (("--journal", "no.db"), "no.db: no such journal"),
        (("--docket", "nope"), "nope: no such docket"),
    ],
)
def test_a_journal_or_docket_that_is_missing_is_named(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
):
    monkeypatch.setattr("granian.Granian.serve", lambda server: None)
    ran = shell("serve", "--port", "8765", *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"beraad: {told}; `beraad demo` makes one")


def test_a_home_of_which_the_docket_is_lost_is_not_served(shell: Shell):
    Path("home").mkdir()
    Path("home", "journal.db").touch()
    ran = shell("serve", "--home", "home")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("beraad: home/docket: no such docket")
