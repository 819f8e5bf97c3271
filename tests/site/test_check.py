"""`beraad check`: every fault with its place, what was expected and the nearest word."""

import re
import shutil
from pathlib import Path

import pytest

from tests.site.conftest import Shell

TRUE = Path("systems/vidis/22-056.md")
FAULT = re.compile(r"[^:]+:\d+: .+")


def copy(change: tuple[str, str], name: str = "own/22-056.md") -> str:
    """A copy of deliberation 22/056 with one change, under a number of its own."""
    text = TRUE.read_text(encoding="utf-8").replace("number: 22/056", "number: 22/900")
    assert change[0] in text
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    return name


def test_the_systems_are_in_order_and_their_oddities_are_told(shell: Shell):
    ran = shell("check", "systems")
    assert ran.code == 0
    assert re.fullmatch(r"\d+ files in order\n", ran.err)
    told = ran.out.splitlines()
    assert told[0].startswith("warning: systems/cancer-registry/25-052.md:1: number 25/052")
    assert "did you mean '24/052'?" in told[0]
    assert any("24/106" in line for line in told)


def test_one_file_is_checked_with_the_words_of_the_systems(shell: Shell):
    ran = shell("check", str(TRUE))
    assert (ran.code, ran.out, ran.err) == (0, "", "1 file in order\n")


def test_a_warning_is_told_with_its_own_file_only(shell: Shell):
    assert shell("check", str(TRUE)).out == ""
    assert shell("check", "systems/cancer-registry/25-052.md").out.count("warning:") == 1


def test_a_file_that_is_too_large_is_refused_before_the_systems_are_loaded(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
):
    Path("large.md").write_bytes(b"a" * 10_000_000)
    monkeypatch.setattr("beraad.site.commands.check.with_systems", None)
    ran = shell("check", "large.md")
    assert (ran.code, ran.err) == (1, "1 fault in 1 file\n")
    assert ran.out == "large.md:1: more than 1,000,000 bytes, expected at most 1,000,000\n"


def test_a_file_that_is_too_large_does_not_hide_the_faults_of_others(shell: Shell):
    Path("large.md").write_bytes(b"a" * 1_000_001)
    ran = shell("check", "large.md", copy(("by: consult", "by: consults")))
    assert (ran.code, ran.err) == (1, "2 faults in 2 files\n")


@pytest.mark.parametrize("paths", [("empty",), (str(TRUE), "empty"), ("empty", "--alone")])
def test_a_folder_without_documents_is_told(shell: Shell, paths: tuple[str, ...]):
    Path("empty/inside").mkdir(parents=True)
    Path("empty/README.md").write_text("# No document\n", encoding="utf-8")
    ran = shell("check", *paths)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "beraad: empty: no document in it, expected such as 22-056.md\n"


def test_alone_a_file_has_no_words(shell: Shell):
    ran = shell("check", "--alone", str(TRUE))
    assert ran.code == 1
    assert "unknown" in ran.out


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("from: gfd", "from: gdf"), "unknown source 'gdf', expected a known source, did you"),
        (("role [general", "role [genral"), "did you mean 'general-practitioner'?"),
        (("by: consult", "by: consults"), "did you mean 'consult'?"),
        (("keep: nothing", "keep: never"), "'never' is not a span, expected such as '12 months'"),
        (("# Decision", "# Decisions"), "unknown heading '# Decisions'"),
        (("kind: individual", "kind: single"), "unknown kind 'single', expected one of: indiv"),
    ],
)
def test_a_fault_has_place_expectation_and_nearest_word(
    shell: Shell, change: tuple[str, str], told: str
):
    ran = shell("check", copy(change))
    assert ran.code == 1
    assert told in ran.out
    assert all(FAULT.fullmatch(line) for line in ran.out.splitlines())
    assert ran.out.startswith("own/22-056.md:")


def test_the_place_is_the_line_of_the_word(shell: Shell):
    name = copy(("from: gfd", "from: gdf"))
    line = Path(name).read_text(encoding="utf-8").splitlines().index("from: gdf")
    out = shell("check", name).out
    assert out.startswith(f"{name}:{line + 1}: ")


def test_all_faults_of_all_files_are_told_at_once(shell: Shell):
    names = [
        copy(("from: gfd", "from: gdf"), "own/a.md"),
        copy(("by: consult", "by: consults"), "own/b.md"),
    ]
    ran = shell("check", *names)
    assert {line.split(":")[0] for line in ran.out.splitlines()} == set(names)
    assert ran.err.endswith(" faults in 2 files\n")


def test_a_path_that_is_missing_is_named(shell: Shell):
    ran = shell("check", "nowhere.md")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "beraad: nowhere.md: no such file or folder\n"


def test_an_act_in_force_early_is_told_by_check_and_by_the_list(shell: Shell):
    early = "adopted: 2024-03-05\nin-force: 2024-03-05"
    name = copy(("adopted: 2022-03-01", early))
    line = Path(name).read_text("utf-8").splitlines().index("in-force: 2024-03-05") + 1
    told = (
        f"warning: {name}:{line}: takes effect before the 10 working days of the regime have "
        "passed, expected 2024-03-20 or later, unless it was released earlier\n"
    )
    ran = shell("check", name)
    assert (ran.code, ran.out) == (0, told)
    listed = shell("register", "list", "--register", "systems", "--register", "own").out
    assert (
        f"warning: {name}:{line}: Takes effect before the 10 working days of the regime have "
        "passed; that is possible only from 20 March 2024 on, unless it was released earlier.\n"
    ) in listed


def test_a_number_that_is_taken_is_the_fault_of_the_file_that_was_given(shell: Shell):
    copied = Path("z.md")  # behind `systems` in the alphabet
    copied.write_bytes(TRUE.read_bytes())
    ran = shell("check", str(copied))
    assert ran.code == 1
    (told,), (note, _) = ran.out.splitlines(), ran.err.splitlines()
    assert told.startswith("z.md:1: number 22/056 stands twice, also in ")
    assert "systems/vidis/22-056.md, expected another number" in told
    assert note.startswith("note: checked together with ")
    assert note.endswith("a copy of all of it is checked with --alone")


def test_a_copy_of_the_systems_is_told_how_to_be_checked(shell: Shell):
    shutil.copytree("systems", "copied")
    assert "is checked with --alone" in shell("check", "copied").err
    assert shell("check", "--alone", "copied").code == 0
