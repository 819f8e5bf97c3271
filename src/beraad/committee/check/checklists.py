"""The checklists of good practices that bind requests, such as that on public cloud services.

A good practice (24/044) authorises nothing. What it asks is answered with the request: each
question in words, of the text that is in force on the day of the check.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from beraad.law.register import Register

Questions: TypeAlias = Mapping[tuple[str, str], tuple[str, ...]]
"""The questions of each checklist, by number and name."""


def questions_in_force(register: Register, at: datetime) -> Questions:
    """Every checklist of the register at an aware instant."""
    return {
        (str(number), checklist.name): tuple(question.word for question in checklist.questions)
        for chamber, number in register.deliberations
        if (version := register.consolidate((chamber, number), at))
        for checklist in version.content.checklists
    }
