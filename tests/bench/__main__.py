"""`python -m tests.bench [NAME]`: run all benchmarks or one, print a table, write build/bench.json.

Each `NAME_bench.py` here has `run()`, which returns rows of name, subject, value, unit, cpu_s,
peak_mb and ratios (of ours to each peer), and perhaps a target. Rows of benchmarks that were not
run this time stay in the file.
"""

import argparse
import json
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
RESULT = Path("build/bench.json")
KEYS = ("name", "subject", "value", "unit", "cpu_s", "peak_mb", "ratios")
Row = dict[str, Any]


def main() -> None:
    """Run what is asked for."""
    names = sorted(path.stem.removesuffix("_bench") for path in HERE.glob("*_bench.py"))
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=names, help="one benchmark (default: all)")
    only: str | None = parser.parse_args().name
    console = Console()
    rows: list[Row] = []
    for name in [only] if only else names:
        console.print(f"[bold]{name}[/] ...")
        found = import_module(f"tests.bench.{name}_bench").run()
        check_rows(name, found)
        console.print(table(name, found))
        rows.extend(found)
    RESULT.parent.mkdir(exist_ok=True)
    kept = merged(known_rows(), rows) if only else rows
    RESULT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    console.print(f"{len(rows)} rows written to {RESULT}")


def check_rows(name: str, rows: Sequence[Row]) -> None:
    """A row lacks none of its keys and has no others but a target."""
    for row in rows:
        if set(row) - {"target"} != set(KEYS):
            raise SystemExit(f"{name}_bench: row with keys {sorted(row)}; expected {KEYS}")


def known_rows() -> list[Row]:
    """The rows of earlier runs."""
    if not RESULT.exists():
        return []
    known: list[Row] = json.loads(RESULT.read_text())
    return known


def merged(old: Sequence[Row], new: Sequence[Row]) -> list[Row]:
    """The old rows whose name was not measured anew, and the new ones."""
    names = {row["name"] for row in new}
    return [*(row for row in old if row["name"] not in names), *new]


def table(name: str, rows: Sequence[Row]) -> Table:
    """The rows as people read them."""
    shown = Table(title=name)
    for heading in ("measured", "subject", "value", "unit", "peak MB", "ours to peer", "target"):
        numeric = heading in ("value", "peak MB")
        shown.add_column(heading, justify="right" if numeric else "left")
    for row in rows:
        ratios = ", ".join(f"{peer} {ratio:.3g}" for peer, ratio in row["ratios"].items())
        value = f"{row['value']:,.3g}" if row["value"] < 100 else f"{row['value']:,.0f}"
        cells = (value, row["unit"], f"{row['peak_mb']:,.0f}", ratios, row.get("target", ""))
        shown.add_row(row["name"], row["subject"], *cells)
    return shown


if __name__ == "__main__":
    main()
