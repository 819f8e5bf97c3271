"""Dates as they are printed in Dutch and French: `16 april 2024`, `1er octobre 2024`."""

import re
from datetime import date

_MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
_NUMBER_OF_MONTH = {
    word: number for words in _MONTHS.values() for number, word in enumerate(words.split(), start=1)
}

PRINTED_DATE = rf"[0-9]{{1,2}}(?:er)?\s+(?:{'|'.join(_NUMBER_OF_MONTH)})\s+[0-9]{{4}}"
"""Pattern of a printed date, to be used with re.IGNORECASE; spaces may be line breaks."""

_PARTS = re.compile(r"([0-9]{1,2})(?:er)?\s+(\w+)\s+([0-9]{4})", re.IGNORECASE)


def parse_date(text: str) -> date:
    """Read a printed date, in capitals or small letters. Raises ValueError that quotes it."""
    printed = " ".join(text.split())
    match = _PARTS.fullmatch(printed)
    month = _NUMBER_OF_MONTH.get(match[2].lower()) if match else None
    if match is None or month is None:
        example = "16 april 2024 or 1er octobre 2024"
        raise ValueError(f"{printed!r} is not a printed date; expected one like {example}")
    try:
        return date(int(match[3]), month, int(match[1]))
    except ValueError:
        raise ValueError(f"{printed!r} is not in the calendar") from None
