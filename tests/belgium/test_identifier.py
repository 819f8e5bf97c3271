"""Bad input: whatever the text, a number is read or one clear error is raised."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.belgium.cbe import parse_enterprise, parse_establishment
from beraad.belgium.identifier import InvalidNumberError
from beraad.belgium.nihdi import parse_nihdi
from beraad.belgium.nis import parse_nis
from beraad.belgium.ssin import parse_ssin

PARTS = {"length", "characters", "first digit", "date", "serial", "check digits"}


def _parse_ssin_today(text):
    return parse_ssin(text, date(2024, 12, 31))


@pytest.mark.parametrize(
    "parse", [_parse_ssin_today, parse_enterprise, parse_establishment, parse_nihdi, parse_nis]
)
@given(text=st.one_of(st.text(), st.text("0123456789 .-/", min_size=5, max_size=15)))
def test_a_text_is_read_into_plain_digits_or_the_error_names_a_part(parse, text):
    try:
        digits = parse(text).digits
    except InvalidNumberError as error:
        named = error.part
    else:
        named = None
        assert digits.isascii()
        assert digits.isdigit()
    assert named is None or named in PARTS
