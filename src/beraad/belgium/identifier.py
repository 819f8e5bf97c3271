"""What the numbers of persons, organisations and places have in common."""

from stdnum.util import clean


class InvalidNumberError(ValueError):
    """A text is not a valid number of its kind.

    `part` names what is wrong: "length", "characters", "first digit", "date", "serial" or
    "check digits". The message never repeats the text: a national number tells sex and birth
    date, and error messages end in logs.
    """

    def __init__(self, kind: str, part: str, problem: str) -> None:
        super().__init__(f"{kind}: {part}: {problem}")
        self.kind = kind
        self.part = part
        self.problem = problem


def strip_separators(text: str) -> str:
    """The text without the spaces, dots, dashes and slashes that people write in numbers."""
    if is_bare(text):
        return text
    return clean(text, " -./\u00a0").strip()


def is_bare(text: str) -> bool:
    """Whether a text is digits 0-9 and nothing else."""
    return text.isascii() and text.isdigit()


def check_digits_only(digits: str, kind: str, *lengths: int) -> None:
    """Raise InvalidNumberError unless `digits` is 0-9 throughout and of one of the lengths."""
    for position, character in enumerate("" if is_bare(digits) else digits, start=1):
        if not (character.isascii() and character.isdigit()):
            problem = f"character {position} is not a digit; expected only 0-9 and separators"
            raise InvalidNumberError(kind, "characters", problem)
    if len(digits) not in lengths:
        expected = " or ".join(str(length) for length in lengths)
        raise InvalidNumberError(kind, "length", f"expected {expected} digits, found {len(digits)}")
