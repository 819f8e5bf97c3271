"""A document keeps every byte of its file, and no bytes at all make the reader stumble.

| what is read | what comes of it |
| --- | --- |
| a document of the register | the same bytes when written again |
| a line end of Windows | kept, also in what an amendment changes |
| a last line without its end | kept; an amendment adds what it lacks |
| arbitrary bytes | a register, or LawError with places: never anything else |
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from beraad.law.block import Block
from beraad.law.document import Document, parse
from beraad.law.load import load
from beraad.law.place import LawError
from beraad.law.register import Register
from tests.law.world import CATALOGUE, HISTORY, amendment, deliberation, register

NIGHTLY = os.environ.get("BERAAD_NIGHTLY") == "1"
EXAMPLES = 20_000 if NIGHTLY else 150
HERE = Path(__file__).parent
SYSTEMS = sorted((HERE.parents[1] / "systems").rglob("*.md"))
ACTS = [path for path in SYSTEMS if path.read_bytes().startswith(b"---")]
BASE = (HERE / "base.md").read_bytes()
CHANGE = amendment(
    "- insert clause feed after clause history\n"
    "    # The hospital is fed.\n"
    + "".join(f"    {line}\n" for line in HISTORY.splitlines()[1:-1])
    + "- add hospital to list bodies\n"
    "- replace paragraph 2\n"
    "    What is weighed anew,\n"
    "    in two lines.\n"
    "- insert paragraph 4 after paragraph 3\n"
    "    What is decided besides."
)
LATER = datetime(2030, 1, 1, tzinfo=UTC)

words = st.text("abcdefghijklmnop .,:|[]()#->*éà", min_size=1, max_size=40).map(
    lambda text: f"x{text}".rstrip()
)
ends = st.sampled_from(["\n", "\r\n"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A well-formed document of any parts, with comments, blanks and either line end."""
    lines = ["---", *(f"{key}: {draw(words)}" for key in ("number", "kind")), "---"]
    for number in range(1, draw(st.integers(1, 8))):
        lines += draw(
            st.sampled_from(
                [
                    ["", "# Subject"],
                    [f"{number}. {draw(words)}", draw(words)],
                    [f"> {draw(words)}", ">"],
                    ["", "   ", ""],
                    ["```clause a", "from: b  # why", "", "# alone", "fields: [c,", "  d]", "```"],
                    ["```list b", "- c | d", "    body", "    # body", "```  "],
                ]
            )
        )
    end = draw(ends)
    return end.join(lines) + draw(st.sampled_from(["", end]))


@given(documents())
def test_what_is_read_is_written_byte_for_byte(text: str) -> None:
    document = parse(text.encode(), "a.md")
    assert document.write() == text
    assert "".join(part.raw for part in document.parts) == text
    lines = text.encode().splitlines()
    for part in document.parts:
        assert part.raw.encode().splitlines()[0] == lines[part.place.line - 1]


@pytest.mark.parametrize("path", ACTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_document_of_the_register_is_written_as_it_is_read(path: Path) -> None:
    content = path.read_bytes()
    assert parse(content, path.name).write().encode() == content
    windows = content.replace(b"\n", b"\r\n")
    assert parse(windows, path.name).write().encode() == windows


@pytest.mark.parametrize(
    "last", ["```clause a\nfrom: b\n```", "1. In two\nlines", "# Subject", "> Note", "   "]
)
def test_a_last_line_needs_no_end(last: str) -> None:
    """It once was read again as a line of its own."""
    document = parse(f"---\nnumber: 24/001\n---\n{last}".encode(), "a.md")
    assert [part.raw for part in document.parts[1:]] == [last]


def amended(base: str) -> Document:
    """The text of a deliberation after CHANGE."""
    files = {"a.md": base.encode(), "b.md": CHANGE.encode(), "c.md": CATALOGUE.encode()}
    loaded = load(files)
    (key,) = loaded.deliberations
    version = loaded.consolidate(key, LATER)
    assert version is not None
    return version.document


def shape(document: Document) -> list[tuple[object, ...]]:
    """All that a document says, without places and blank lines."""
    return [
        (part.kind, part.number, "" if part.block else part.raw, part.block and said(part.block))
        for part in document.parts
        if part.kind != "blank"
    ]


def said(block: Block) -> tuple[object, ...]:
    """A block without its places."""
    entries = {key: value.text for key, value in block.entries.items()}
    return block.kind, block.name, entries, [item.text for item in block.items]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("closed", [True, False])
def test_an_amended_text_written_and_read_again_says_the_same(end: str, closed: bool) -> None:
    """Text and clauses come from the same bytes, whatever the line ends of the file."""
    text = BASE.decode()[: None if closed else -1].replace("\n", end)
    document = amended(text)
    written = document.write()
    assert shape(parse(written.encode(), "again.md")) == shape(document)
    assert written.count("\n") == written.count(end)
    assert "2. What is weighed anew,\nin two lines.\n".replace("\n", end) in written


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.binary(max_size=300))
@example(b"---\n---\n")
@example(b"---\nnumber: 24/001\n---\n" + b" " * 5000 + b"#")
def test_arbitrary_bytes_are_read_or_refused(content: bytes) -> None:
    assert is_read_or_refused({"a.md": content, "catalogue.md": CATALOGUE.encode()})


SEEDS = [
    CATALOGUE.encode(),
    BASE,
    CHANGE.encode(),
    b"---\naccedes-to: 22/056\nchamber: social-security-and-health\n---\n\n"
    b"```accession town\nfields: [dispensing.date]\nfrom: 2024-01-01\nuntil: 2025-01-01\n```\n",
]
SCRAPS = [
    *(
        b"[",
        b"]",
        b"(",
        b")",
        b"|",
        b"#",
        b"  # ",
        b"\n",
        b"\r\n",
        b"    ",
        b"- ",
        b"```",
        b"---\n",
    ),
    *(b"9999", b"0000", b"2024-02-30", b"9" * 5000, b"not ", b"any of (", b"sample 9 % of "),
    *(b"until: 9999-12-31\n", b"0001-01-01", b"in-force: 2024-01-01T00:00:00+23:59\n", b"*"),
    *(b"\xff", b"\x00", "é".encode(), "\u202e".encode(), "٣".encode(), b"when law(someday) is "),
]


@st.composite
def mutations(draw: st.DrawFn) -> dict[str, bytes]:
    """The files of a sound register, hurt in a few places."""
    files = list(SEEDS)
    for _ in range(draw(st.integers(1, 4))):
        which = draw(st.integers(0, len(files) - 1))
        content = files[which]
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 30)))
        scrap = draw(st.sampled_from([b"", content[start:end] * 2, *SCRAPS]))
        files[which] = content[:start] + scrap + content[end:]
    return {f"{number}.md": content for number, content in enumerate(files)}


@settings(max_examples=EXAMPLES, deadline=None)
@given(mutations())
def test_a_hurt_register_loads_or_is_refused_with_places(files: dict[str, bytes]) -> None:
    assert is_read_or_refused(files)


def is_read_or_refused(files: dict[str, bytes]) -> bool:
    """Whether it loads, or is refused with faults at places that are lines of these files."""
    try:
        return isinstance(load(files), Register)
    except LawError as error:
        lines = {name: content.count(b"\n") + 1 for name, content in files.items()}
        return (
            0
            < len(error.faults)
            == sum(1 <= fault.place.line <= lines[fault.place.file] for fault in error.faults)
        )


@pytest.mark.parametrize(
    "content",
    [
        b"---\nnumber: 24/001\n---\n" + b" " * 900_000 + b"x",
        b"---\nnumber: 24/001\n---\n1. " + b"#" * 900_000,
        b"---\nnumber: 24/001\n---\n" + b"1. a\n" * 180_000,
        b"---\nnumber: 24/001\n---\n```clause a\nfields: [\n" + b"a,\n" * 250_000,
        b"---\nnumber: 24/001\n---\n```clause a\n- a\n" + b"    b\n" * 150_000 + b"```\n",
        b"---\nnumber: 24/001\n---\n```clause a\nx: " + b"  #x" * 200_000 + b"\n```\n",
        b"---\nnumber: " + b"9" * 900_000 + b"\n---\n",
        b"---\nnumber: 24/001\n---\n" + b"```x\n```\n" * 100_000,
    ],
    ids=["blanks", "hashes", "paragraphs", "list", "body", "comments", "digits", "blocks"],
)
def test_a_megabyte_of_one_thing_is_read_in_time_that_grows_with_its_size(content: bytes) -> None:
    """Half a document takes about half as long; reading that squares its size would take hours.

    The bound is generous: what is linear takes about a second on a slow machine.
    """
    begin = datetime.now(UTC)
    assert is_read_or_refused({"a.md": content, "catalogue.md": CATALOGUE.encode()})
    assert (datetime.now(UTC) - begin).total_seconds() < 20


def test_texts_of_the_small_world_load() -> None:
    """The ground on which the other chapters stand."""
    assert len(register(deliberation()).deliberations) == 1
