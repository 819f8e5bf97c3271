"""Decisions as the JSON of the gateway."""

from beraad.belgium.numbers import parse_deliberation_number
from beraad.exchange.server.told import nearest
from beraad.law.communication import Missing, Refusal, Shortfall
from beraad.register.plain import plain_refusal


def test_a_day_that_is_only_reckoned_is_told_as_such() -> None:
    """As `beraad ask` and `beraad decide` tell it: it is the last possible one."""
    number = parse_deliberation_number("22/056")
    missing = tuple(
        Missing("ended", "2025-01-01T00:00:00+00:00", number, 10, reckoned)
        for reckoned in (True, False)
    )
    refusal = Refusal(
        (Shortfall("social-security-and-health", number, 10, "dispensing-history", missing),)
    )
    (near,) = nearest(refusal, lambda _, one: one.code)
    assert [one.reckoned for one in near.missing] == [True, False]
    (plain,) = plain_refusal(refusal)["nearest"]
    assert [one["reckoned"] for one in plain["missing"]] == [True, False]
