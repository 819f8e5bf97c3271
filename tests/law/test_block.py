"""The line grammar inside a fenced block: no nesting and no hidden types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.law.block import Block, Value, read_block, split_outside_parentheses, uncommented
from beraad.law.place import LawError, Place

HERE = Place("a.md", 10)


def block(text: str, info: str = "clause x") -> Block:
    """A block of these lines; the first one stands on line 11."""
    lines = [(Place("a.md", n), line) for n, line in enumerate(text.splitlines(), 11)]
    return read_block(info, lines, HERE)


def test_entries_items_and_lines_that_belong_to_items() -> None:
    read = block(
        "from: gfd  # the source\n"
        "# alone on its line\n"
        "fields: [a,  # one\n"
        "\n"
        "         b]\n"
        "- insert clause y\n"
        "    from: gfd  # kept, with its comment\n"
        "\n"
        "      deeper\n"
        "- last | column\n"
    )
    assert (read.kind, read.name, read.title) == ("clause", "x", "clause 'x'")
    assert {key: (v.text, v.place.line, v.lines) for key, v in read.entries.items()} == {
        "from": ("gfd", 11, 1),
        "fields": ("[a, b]", 13, 3),
    }
    first, last = read.items
    assert first.text == "insert clause y"
    assert first.body == (
        (Place("a.md", 17), "from: gfd  # kept, with its comment"),
        (Place("a.md", 19), "  deeper"),
    )
    assert last.columns(2) == ("last", "column")
    assert last.body == ()


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("a  # b", "a"),
        ("a #b", "a #b"),
        ("a # b", "a # b"),
        ("a  #b", "a  #b"),
        ("a  #", "a"),
        ("# b", ""),
        ("#", ""),
        ("#1", "#1"),
        (" # b", " # b"),
        ("  # b", ""),
        ("a  #1  # b", "a  #1"),
        ("title: C# and F  ", "title: C# and F"),
    ],
)
def test_a_comment_starts_at_a_hash_that_stands_apart(line: str, left: str) -> None:
    assert uncommented(line) == left


@given(st.text(" #ab\t", max_size=30))
def test_taking_comments_away_twice_is_taking_them_away_once(line: str) -> None:
    left = uncommented(line)
    assert uncommented(left) == left
    assert line.startswith(left)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a", ("a",)),
        ("[a]", ("a",)),
        ("[a, b]", ("a", "b")),
        ("[ a ,b ]", ("a", "b")),
        ("[any of (a, not b), c]", ("any of (a, not b)", "c")),
        ("[research(a), b(c, d)]", ("research(a)", "b(c, d)")),
        ("a, b", ("a", "b")),
    ],
)
def test_words_of_a_value(text: str, words: tuple[str, ...]) -> None:
    assert Value(text, HERE).words() == words


@pytest.mark.parametrize("text", ["[]", "[a,]", "[a, , b]", ""])
def test_no_word_is_empty(text: str) -> None:
    with pytest.raises(LawError, match="empty word"):
        Value(text, HERE).words()


@given(st.text("a,() ", max_size=30))
def test_splitting_loses_nothing_but_blanks(text: str) -> None:
    parts = list(split_outside_parentheses(text))
    assert ",".join(parts).replace(" ", "") == text.replace(" ", "")


def test_front_matter_is_called_so() -> None:
    assert block("a: b", "front-matter").title == "front matter"


def test_what_may_stand_in_a_block_is_told_where_it_is_read() -> None:
    block("- replace\n    by this", "amendment").only(items=True)
    block("- a\n    # nothing but a comment", "roles").only(items=True)
    with pytest.raises(LawError, match=r"a\.md:12: indented line below 'a'"):
        block("- a\n    b", "roles").only(items=True)
    with pytest.raises(LawError, match=r"a\.md:11: item 'a' in clause 'x'"):
        block("- a").only()
