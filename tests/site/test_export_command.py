"""`beraad export`: the law in force, as other engines read it."""

import json

import cedarpy
import pytest

from tests.site.conftest import Shell


def test_odrl_is_json_with_a_context(shell: Shell):
    told = shell("export", "odrl", "--on", "2024-07-01").json
    assert "@context" in told
    assert "22/056" in json.dumps(told)


def test_cedar_reads_the_policies(shell: Shell):
    text = shell("export", "cedar", "--on", "2024-07-01").out
    assert "22/056" in text
    assert cedarpy.format_policies(text)


@pytest.mark.parametrize("kind", ["odrl", "cedar"])
def test_only_what_is_in_force_goes_out(shell: Shell, kind: str):
    before, after = (shell("export", kind, "--on", day).out for day in ("2024-01-23", "2024-01-24"))
    assert "24/002" not in before
    assert "24/002" in after


def test_an_unknown_format_gets_the_known_ones(shell: Shell):
    ran = shell("export", "xacml")
    assert (ran.code, ran.out) == (2, "")
    assert "'odrl', 'cedar'" in ran.err
