"""What an installation sets by its environment: where the systems lie, what a working day is."""

import os
from pathlib import Path


def near(path: Path) -> Path:
    """The path as seen from here, if it lies below: messages then name short files."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


SYSTEMS = near(Path(os.environ.get("BERAAD_SYSTEMS") or Path(__file__).parents[3] / "systems"))
SATURDAY = os.environ.get("BERAAD_SATURDAY", "0") == "1"
"""Whether a Saturday is a working day before entry into force; Belgian law uses both meanings."""

STATE = near(Path(os.environ.get("BERAAD_STATE") or "build"))
"""The folder in which commands keep what they made."""
