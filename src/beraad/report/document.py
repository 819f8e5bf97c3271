"""The report as a document in one language: the blocks that every renderer reads."""

from collections.abc import Iterator, Sequence

from beraad.law.catalogue import Language
from beraad.law.place import Place
from beraad.law.say import TONGUES, say_date
from beraad.law.span import read_day
from beraad.law.tongue import enumerated
from beraad.register.facts import adopted
from beraad.register.texts import texts
from beraad.report.blocks import (
    Block,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Note,
    Notes,
    Paragraph,
    Span,
    Spans,
    Table,
)
from beraad.report.figure import Figure
from beraad.report.happened import ACTS
from beraad.report.plan import BLANK, Section, Sentence
from beraad.report.report import Check, Listed, Report
from beraad.report.words import WORDS, figure_name, say_query

TRACED = (
    ("numbers-named", "requests"),
    ("numbers-named-social-security", "requests-social-security"),
    ("numbers-named-health", "requests-health"),
    ("acts-traced", "requests"),
    ("deliberations-new", ""),
    ("amendments", ""),
    ("sittings-traced", "sittings"),
)
"""What the register shows, with the count it is set beside."""


def document(report: Report, language: Language) -> Document:
    """The whole report in a language."""
    return Writer(report, language).document()


class Writer:
    """Writes one report in one language."""

    def __init__(self, report: Report, language: Language) -> None:
        self.report = report
        self.language = language

    def document(self) -> Document:
        """Title, key figures, the sections of the original, then what the original lacks."""
        title = self.word("title", year=self.report.year)
        blocks = [
            Heading(1, title, "top"),
            Paragraph((Span(self.word("chamber")),)),
            Paragraph((Span(self.word("intro", sources=self.sources())),)),
            self.key_figures(),
            *self.sections(),
            *self.traceability(),
            *self.beyond(),
            *self.oddities(),
            Heading(2, self.word("sources"), "sources"),
            Notes(tuple(self.note(figure) for figure in self.report.figures.values())),
        ]
        return Document(self.language, title, tuple(blocks))

    def word(self, key: str, *values: object, **named: object) -> str:
        """A fixed phrase with its blanks filled."""
        return WORDS[key][self.language].format(*values, **named)

    def sources(self) -> str:
        """What the report was made from: what was read, and nothing else."""
        read = {"from-printed": self.report.printed, "from-journal": self.report.journal}
        keys = ["from-register", *(key for key, was_read in read.items() if was_read)]
        return enumerated([self.word(key) for key in keys], TONGUES[self.language].both)

    def value(self, figure: Figure) -> str:
        """A figure as text: exact, about, a date, the printed word, or not recorded."""
        if not figure.recorded:
            return self.word("not-recorded")
        if figure.day:
            return say_date(figure.day, self.language)
        if figure.value is None:
            return self.word("no-number", figure.printed)
        about = figure.exactness == "approximate"
        return self.word("about", figure.value) if about else str(figure.value)

    def linked(self, identity: str) -> Span:
        """The value of a figure with a link to its source."""
        return Span(self.value(self.report.figures[identity]), figure=identity)

    def key_figures(self) -> KeyFigures:
        """The figures to see first."""
        return KeyFigures(
            tuple(
                KeyFigure(self.linked(name), figure_name(name, self.language))
                for name in self.report.plan.key_figures
            )
        )

    def sections(self) -> Iterator[Block]:
        """Each section that has something to tell; a chapter also where one of its parts has."""
        chapter: Heading | None = None
        for section in self.report.plan.sections:
            heading = Heading(section.level, section.title[self.language], section.id)
            body = list(self.body(section))
            if section.level == 2:
                chapter = None if body else heading
            if body:
                yield from filter(None, [chapter if section.level > 2 else None, heading])
                yield from body
                chapter = None if section.level > 2 else chapter

    def body(self, section: Section) -> Iterator[Block]:
        """The sentences of a section as one paragraph, and its deliberations as a table."""
        recorded = self.report.recorded()
        told = [self.spans(one) for one in section.sentences if one.stands(recorded)]
        if told:
            yield Paragraph(tuple(span for spans in joined(told) for span in spans))
        if deliberations := self.report.sections[section.id]:
            title = section.title[self.language]
            heads = ("number", "adopted", "kind", "subject")
            yield Table(
                self.word("deliberations", title),
                (*map(self.word, heads), self.word("amended", year=self.report.year)),
                tuple(map(self.row, deliberations)),
            )

    def spans(self, sentence: Sentence) -> Spans:
        """A sentence with its figures in place."""
        text = sentence.text[self.language].replace("{year}", str(self.report.year))
        found: list[Span] = []
        end = 0
        for match in BLANK.finditer(text):
            found += [Span(text[end : match.start()])] if match.start() > end else []
            said = match[2] or self.value(self.report.figures[match[1]])
            opens = match.start() == 0
            found.append(Span(said[:1].upper() + said[1:] if opens else said, figure=match[1]))
            end = match.end()
        return (*found, Span(text[end:]))

    def row(self, listed: Listed) -> tuple[Spans, ...]:
        """Number, days, kind, title and amendments of a deliberation."""
        row = listed.row
        kind = texts(self.language)[f"kind-{row.kind}"]
        cells = (adopted(row, self.language), kind, row.titles[self.language])
        told = self.amended(listed.amended)
        return ((Span(row.number, number=row.number),), *((Span(text),) for text in (*cells, told)))

    def amended(self, days: tuple[str, ...]) -> str:
        """The days of amendments, or how many have none."""
        known = [self.day(day) for day in days if read_day(day, Place("", 0)).exact]
        undated = len(days) - len(known)
        if undated:
            known.append(
                self.word("once-undated") if undated == 1 else self.word("times-undated", undated)
            )
        return ", ".join(known) or self.word("never")

    def day(self, text: str) -> str:
        """A date in words, or the month or year where no more is known."""
        return say_date(read_day(text, Place("", 0)), self.language)

    def traceability(self) -> Iterator[Block]:
        """What the register can show of what was counted, and whether the sums are right."""
        yield Heading(2, self.word("traceability"), "traceability")
        if self.report.printed:
            yield Paragraph((Span(self.word("traceability-told")),))
        heads = ("what", "shown", "counted", "share")
        yield Table(
            self.word("traceability"),
            tuple(map(self.word, heads)),
            tuple(
                self.traced(name, against)
                for name, against in TRACED
                if name in self.report.figures
            ),
            numeric=(1, 2, 3),
        )
        if self.report.checks:
            yield Heading(3, self.word("checks"), "checks")
            yield Table(
                self.word("checks"),
                tuple(map(self.word, ("what", "printed", "found", "outcome"))),
                tuple(map(self.checked, self.report.checks)),
                numeric=(1, 2),
            )

    def traced(self, name: str, against: str) -> tuple[Spans, ...]:
        """A row: what the register shows, the count it belongs to, the share."""
        whole = self.report.figures.get(against)
        label = (Span(figure_name(name, self.language)),)
        part = self.report.figures[name].value or 0
        if whole is None or not whole.value:
            return (label, (self.linked(name),), (Span(self.word("never")),), (Span(""),))
        share = f"{part / whole.value * 100:.1f}".replace(".", TONGUES[self.language].decimal)
        percent = self.word("percent", share)
        return (label, (self.linked(name),), (self.linked(against),), (Span(percent),))

    def checked(self, check: Check) -> tuple[Spans, ...]:
        """A row: the printed figure, what was found, whether they agree."""
        found: list[Span] = []
        for name in check.figures:
            found += [Span(" + ")] if found else []
            found.append(self.linked(name))
        if len(check.figures) > 1:
            found.append(Span(f" = {check.found}"))
        return (
            (Span(figure_name(check.claimed, self.language)),),
            (self.linked(check.claimed),),
            tuple(found),
            (Span(self.word("agrees" if check.agrees else "differs")),),
        )

    def beyond(self) -> Iterator[Block]:
        """What the original does not tell: from the journal, or not recorded."""
        names = self.report.plan.beyond
        title = self.word("beyond" if self.report.printed else "beyond-journal")
        yield Heading(2, title, "beyond")
        yield Paragraph((Span(self.word("beyond-told")),))
        rows = tuple(((Span(figure_name(n, self.language)),), (self.linked(n),)) for n in names)
        yield Table(title, (self.word("what"), self.word("counted")), rows, numeric=(1,))

    def oddities(self) -> Iterator[Block]:
        """What stands in the source as it can hardly be meant."""
        rows = tuple(
            (
                (Span(one.row.number, number=one.row.number),),
                (Span(one.row.as_printed, lang="nl"),),
                (self.meant(one.row.probably),),
            )
            for some in self.report.sections.values()
            for one in some
            if one.row.as_printed
        )
        if rows:
            yield Heading(2, self.word("as-printed"), "as-printed")
            heads = tuple(map(self.word, ("number", "as-printed-head", "probably")))
            yield Table(self.word("as-printed"), heads, rows)

    def meant(self, probably: Sequence[str]) -> Span:
        """What was probably meant by what is printed."""
        choice = enumerated(probably, TONGUES[self.language].either)
        return Span(choice) if choice else Span("–")

    def note(self, figure: Figure) -> Note:
        """The source of a figure."""
        name = figure_name(figure.id, self.language)
        value = self.value(figure)
        if figure.exactness and (figure.value is not None or figure.day):
            value = f"{value} ({self.word(figure.exactness)})"
        colon = TONGUES[self.language].semicolon.replace(";", ":")
        return Note(figure.id, name, value, tuple(self.origin(figure)), colon)

    def origin(self, figure: Figure) -> Iterator[Span]:
        """The printed sentence, or the query with its entries."""
        source = figure.source
        if source.kind == "printed" and source.lines:
            first, last = source.lines
            year = self.report.year
            yield Span(self.word("source-printed", year=year, first=first, last=last) + " ")
            yield Span(source.sentence, lang="nl")
            return
        yield Span(self.word(f"source-{source.kind}") + " ")
        query = say_query(figure.id, self.report.year, self.language, ACTS.get(figure.id, ""))
        if source.kind == "not-recorded":
            yield Span(f"{query}.")
            return
        entries = ", ".join(source.entries) or self.word("none")
        yield Span(f"{entries}. ")
        yield Span(f"({query})")


def joined(sentences: list[Spans]) -> list[Spans]:
    """Sentences with a blank between them."""
    return [spans if n == 0 else (Span(" "), *spans) for n, spans in enumerate(sentences)]
