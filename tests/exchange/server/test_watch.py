"""What is published while the gateway runs decides at once; what does not load changes nothing."""

import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from beraad.committee.docket import Docket
from beraad.exchange.server.watch import PUBLISHED, Holdings, Watch
from beraad.journal.entry import Entry
from beraad.journal.store import Journal
from beraad.law.register import Register
from tests.exchange.conftest import KEY
from tests.exchange.server.caller import asked
from tests.exchange.server.running import new_home, running
from tests.exchange.world import BEFORE, REGISTERS_CLAUSE, SYSTEMS, patient_of, vidis

AT = datetime(2024, 3, 1, tzinfo=UTC)
ALLOWING = """---
number: 23/998
chamber: social-security-and-health
kind: individual
adopted: 2023-01-10
title-nl: proef
title-fr: essai
title-de: Probe
title-en: test
---

# Subject

1. Who may look at what was dispensed.

# Assessment

2. Weighed.

# Decision

3. Decided.

```clause looking
from: gfd
to: anyone
for: policy-support
fields: [dispensing.product]
form: identified
by: consult
about: everyone
keep: nothing
```
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The systems of the report, in a folder that may be changed."""
    return Path(shutil.copytree(SYSTEMS, tmp_path / "register"))


@pytest.fixture
def holdings(folder: Path, tmp_path: Path) -> Holdings:
    Journal(tmp_path / "journal.db", KEY).close()
    return Holdings((folder,), tmp_path / "journal.db", tmp_path / "docket")


@pytest.fixture
def adopted() -> list[Register]:
    """The registers that were handed over."""
    return []


@pytest.fixture
def watch(holdings: Holdings, adopted: list[Register]) -> Watch:
    return Watch(holdings, adopted.append)


def sizes(adopted: list[Register]) -> list[int]:
    return [len(one.deliberations) for one in adopted]


def test_it_is_loaded_when_it_changes_and_not_otherwise(
    watch: Watch, adopted: list[Register], folder: Path
):
    watch.look()
    watch.look()
    (first,) = sizes(adopted)
    (folder / "23-998.md").write_text(ALLOWING)
    watch.look()
    watch.look()
    (folder / "23-998.md").unlink()
    watch.look()
    assert sizes(adopted) == [first, first + 1, first]


def test_what_does_not_load_is_told_once_and_the_old_law_stays(
    watch: Watch, adopted: list[Register], folder: Path, caplog: pytest.LogCaptureFixture
):
    watch.look()
    (folder / "23-998.md").write_text(ALLOWING.replace("from: gfd", "from: nowhere"))
    watch.look()
    watch.look()
    assert len(adopted) == 1
    assert [one.levelname for one in caplog.records].count("ERROR") == 1
    assert "23-998.md" in caplog.text
    (folder / "23-998.md").write_text(ALLOWING)
    watch.look()
    assert len(adopted) == 2


def test_what_the_journal_says_was_published_is_loaded(
    watch: Watch, adopted: list[Register], holdings: Holdings
):
    watch.look()
    digest = Docket(holdings.docket).put(REGISTERS_CLAUSE.encode())
    with Journal(holdings.journal, KEY) as journal:
        journal.append([Entry(AT, "sitting.closed", "test")])
        watch.look()
        journal.append([Entry(AT, PUBLISHED, "test", facts={"document": digest})])
    watch.look()
    first, second = sizes(adopted)
    assert second == first + 1


def test_what_cannot_be_read_now_is_tried_again(
    watch: Watch, adopted: list[Register], holdings: Holdings
):
    watch.look()
    digest = "0" * 64
    with Journal(holdings.journal, KEY) as journal:
        journal.append([Entry(AT, PUBLISHED, "test", facts={"document": digest})])
    for _ in range(2):
        with pytest.raises(LookupError, match="no paper"):
            watch.look()
    assert len(adopted) == 1


def test_it_looks_by_itself_until_it_is_stopped(
    watch: Watch, adopted: list[Register], folder: Path
):
    watch.start()
    try:
        until(lambda: len(adopted) == 1)
        shutil.rmtree(folder)
        (folder.parent / "part").mkdir()
        shutil.copytree(SYSTEMS, folder.parent / "part", dirs_exist_ok=True)
        (folder.parent / "part" / "23-998.md").write_text(ALLOWING)
        (folder.parent / "part").rename(folder)
        until(lambda: len(adopted) >= 2 and sizes(adopted)[-1] == sizes(adopted)[0] + 1)
    finally:
        watch.stop()
    assert sizes(adopted)[-1] == sizes(adopted)[0] + 1


def until(holds: Callable[[], bool]) -> float:
    """Wait until it holds; the seconds."""
    start = time.monotonic()
    while not holds():
        assert time.monotonic() - start < 30
        time.sleep(0.02)
    return time.monotonic() - start


def test_the_answers_of_a_running_gateway_change(built: Path, folder: Path, tmp_path: Path):
    home = new_home(built, tmp_path)
    ssin, physician = patient_of(home, "general-practitioner", BEFORE)
    wish = asked(vidis(physician), ssin, purpose="policy-support", fields=["dispensing.product"])
    with running(home, "--register", str(folder)) as gateway:
        headers = gateway.headers()

        def status() -> int:
            return gateway.client.post("/v1/consult", json=wish, headers=headers).status_code

        assert status() == 403
        (folder / "23-998.md").write_text(ALLOWING)
        until(lambda: status() == 200)
        (folder / "23-998.md").write_text(ALLOWING.replace("from: gfd", "from: nowhere"))
        until(lambda: "does not load" in gateway.log.read_text())
        assert status() == 200
        (folder / "23-998.md").unlink()
        until(lambda: status() == 403)
