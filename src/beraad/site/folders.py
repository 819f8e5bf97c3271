"""Where things lie: the systems that come with Beraad, and the folder for what it makes."""

import os
from pathlib import Path

SYSTEMS = Path(os.environ.get("BERAAD_SYSTEMS") or Path(__file__).parents[3] / "systems")
HOME = Path(os.environ.get("BERAAD_HOME") or "build/beraad")
