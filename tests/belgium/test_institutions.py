"""The network of social security and the codes of its reference directory."""

import pytest

from beraad.belgium.institutions import (
    INSTITUTIONS,
    CapacityCode,
    SectorCode,
    institution,
    secondary_network,
)


@pytest.mark.parametrize(
    ("managing", "behind_it"),
    [
        ("nic", ["sickness-funds"]),
        ("neo", ["unemployment-payment-bodies"]),
        ("nisse", ["social-insurance-funds"]),
        ("pps-social-integration", ["pcsw"]),
        ("fedris", []),
    ],
)
def test_a_secondary_network_stands_behind_its_managing_institution(managing, behind_it):
    assert [member.key for member in secondary_network(managing)] == behind_it


def test_only_the_primary_network_manages_and_keys_are_unique():
    keys = [each.key for each in INSTITUTIONS]
    assert len(keys) == len(set(keys))
    for each in INSTITUTIONS:
        if each.managed_by is not None:
            assert each.level == "secondary"
            assert institution(each.managed_by).level == "primary"


def test_an_unknown_institution_is_an_error_that_lists_the_known():
    with pytest.raises(ValueError, match="unknown institution 'nsso'; expected one of fedris, "):
        institution("nsso")


@pytest.mark.parametrize(
    ("code", "meaning"),
    [("902", "provisional"), ("000", "definitive"), ("001", "capacity"), ("900", "capacity")],
)
def test_a_capacity_code_says_how_a_person_is_registered(code, meaning):
    capacity = CapacityCode(code)
    assert capacity.meaning == meaning
    assert str(capacity) == code


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("901", "expected 000 to 900, or 902"),
        ("903", "expected 000 to 900, or 902"),
        ("1", "expected 3 digits"),
        ("0001", "expected 3 digits"),
        ("ABC", "expected 3 digits"),
        ("٠٠١", "expected 3 digits"),
    ],
)
def test_other_capacity_codes_do_not_exist(code, says):
    with pytest.raises(ValueError, match=says):
        CapacityCode(code)


def test_a_sector_code_is_one_to_three_digits():
    assert str(SectorCode("12")) == "12"
    with pytest.raises(ValueError, match="sector code 'X': expected 1 to 3 digits"):
        SectorCode("X")
