"""Prose becomes HTML, and nothing that its writer slips in becomes active."""

import re
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.register.prose import note, paragraph


def test_a_paragraph_loses_its_number_and_keeps_its_markup():
    assert paragraph("12. The *whole*\n    text, with a [page](/nl/).\n") == (
        '<p>The <em>whole</em>\ntext, with a <a href="/nl/">page</a>.</p>\n'
    )


def test_a_note_loses_its_marks():
    assert note("> first\n> second\n") == "<p>first\nsecond</p>\n"


@pytest.mark.parametrize(
    "text",
    [
        "1. <script>alert(1)</script>",
        "1. <img src=x onerror=alert(1)>",
        "1. [x](javascript:alert(1))",
        "1. [x](data:text/html;base64,PHNjcmlwdD4=)",
        "1. ![x](https://elsewhere.example/pixel.png)",
        '1. [x](/nl/ "a\\"onmouseover=\\"alert(1)")',
    ],
)
def test_nothing_becomes_active(text: str):
    html = paragraph(text)
    assert not re.search(r"<(script|img|svg|iframe)", html)
    assert not re.search(r'href="(javascript|data):', html)
    assert not re.search(r'<[^>]*"\s*on[a-z]+=', html)


@pytest.mark.parametrize(
    "text",
    [
        "[x](https://evil.example)",
        "[x](HTTP://evil.example/nl/)",
        "[x](//evil.example)",
        "[x](/\\evil.example)",
        "[x](/&#47;evil.example)",
        "[x](\\/evil.example)",
        "[x](</\t/evil.example>)",
        "[x](mailto:somebody@evil.example)",
        "[x](evil.example)",
        "[x][y]\n\n[y]: https://evil.example",
        "<https://evil.example>",
        "https://evil.example",
    ],
)
def test_a_link_leads_nowhere_but_here(text: str):
    """A text of the register does not send its reader away; what it says stays readable."""
    html = note(f"> {text}")
    for address in re.findall(r'href="([^"]*)"', html):
        assert urljoin("https://here.example/nl/", address).startswith("https://here.example/")
        assert re.match(r"/[^/\\\s]", address)
    assert "evil.example" in html


@pytest.mark.parametrize("address", ["/nl/22/056/", "/nl/22/056/?on=2024-07-01", "#p3", "/"])
def test_a_link_within_the_site_stays(address: str):
    assert f'<a href="{address}">x</a>' in paragraph(f"1. [x]({address})")


@given(st.text(alphabet="<>\"'&[]()!ab:/\\=`*_\n ", max_size=80))
def test_only_known_tags_come_out(text: str):
    tags = set(re.findall(r"<\s*/?\s*([a-z0-9]+)", paragraph(f"1. {text}")))
    assert tags <= {
        "p",
        "em",
        "strong",
        "code",
        "pre",
        "a",
        "ul",
        "ol",
        "li",
        "blockquote",
        "br",
        "hr",
        "h1",
        "h2",
    }
