"""The roles that a person can hold."""

from typing import Literal, TypeAlias, get_args

Role: TypeAlias = Literal[
    "applicant",
    "secretariat",
    "rapporteur",
    "member",
    "chair",
    "data-protection-officer",
    "supervisor",
    "output-checker",
    "auditor",
    "citizen",
]
ROLES: tuple[Role, ...] = get_args(Role)
