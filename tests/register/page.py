"""An HTML page taken apart, so that tests can ask whether it is well formed and accessible."""

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Page(HTMLParser):
    """One page; a tag that is not closed, or closed twice, fails at once."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.addresses: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[str] = []
        self.headings: list[int] = []
        self.counts: dict[str, int] = {}
        self.unscoped = 0
        self.inline: list[str] = []
        self.language = ""
        self.text = ""
        self.feed(html)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if tag not in VOID:
            self.open.append(tag)
        if name := given.get("id"):
            assert name not in self.ids, f"id {name} stands twice"
            self.ids.add(name)
        if tag == "a":
            self.addresses.append(given.get("href") or "")
        if tag == "html":
            self.language = given.get("lang") or ""
        if tag == "label":
            self.labels.add(given.get("for") or "")
        if tag in ("input", "select") and given.get("type") != "hidden":
            self.fields.append(given.get("id") or "")
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        if tag == "th" and "scope" not in given:
            self.unscoped += 1
        self.inline += [key for key in given if key == "style" or key.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another"

    def handle_data(self, data: str) -> None:
        self.text += data

    def check_accessible(self) -> None:
        """One h1 first, no level skipped, captions, scopes, labels, a main landmark, no inline."""
        assert self.headings[0] == 1
        assert self.headings.count(1) == 1
        steps = zip(self.headings, self.headings[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), self.headings
        assert self.counts.get("table", 0) == self.counts.get("caption", 0)
        assert self.unscoped == 0
        assert set(self.fields) <= self.labels
        assert self.counts.get("main") == 1
        assert self.inline == []
