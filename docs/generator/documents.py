"""The grammar of documents, and the instructions of amendments."""

from beraad.law.act import CHAMBERS, HEAD, KINDS
from beraad.law.amendment import FORMS, read_instruction
from beraad.law.block import Item
from beraad.law.clause import ANSWERS, CHANNELS, ENTRIES
from beraad.law.clause import FORMS as SHAPES
from beraad.law.content import BLOCKS
from beraad.law.document import MOST_BYTES, ORDER
from beraad.law.place import Place
from generator.page import Pages, code, codes, covered, page, table

DOCUMENT = f"""\
A document is a Markdown file of at most {MOST_BYTES:,} bytes of UTF-8, without signs that cannot
be seen. It holds front matter, headings, numbered paragraphs `1. ...`, notes `> ...` and fenced
blocks, and no other text. Paragraph numbers increase over the whole document. A block implements
the paragraph above it. A file that breaks one rule is not loaded, and neither is any other: the
register holds all documents or none.

One entry of the front matter says what the document is:

| entry | the document is |
| --- | --- |
| `number: 24/102` | a deliberation |
| `amends: 24/102` | an amendment, which changes a deliberation by instructions |
| `accedes-to: 16/008` | the accessions to a general deliberation |
| `catalogue: NAME` | words that other documents may use; see [words](words.md) |

In a folder, files named `README.md` and `scenarios.md` are not documents.
"""
HEADINGS = f"""\
## Headings

In this order. In a deliberation those of the first level must stand; those below `# Assessment`
may be left out.

{codes(ORDER)}
"""
FRONT = {
    "chamber": (f"{codes(CHAMBERS)}", "yes"),
    "adopted": (
        "`2024-03-05`; `2024-03` or `2024` where the day is not known; or "
        "`2017-09-05 (social-security), 2017-09-19 (health)` where sections adopted apart",
        "yes",
    ),
    "title-nl": ("the title in Dutch", "yes"),
    "title-fr": ("the title in French", "yes"),
    "title-de": ("the title in German", "yes"),
    "title-en": ("the title in English", "yes"),
    "known": ("the day from which the register knew the act; the day of adoption if left out", ""),
    "in-force": ("a day, an instant, or `when law(NAME) is in force`; else the regime decides", ""),
    "until": ("the last day on which the act holds", ""),
    "document": ("the document number, such as `IVC/KSZG/22/044`", ""),
    "sequence": ("the rank among acts that take effect at one instant", ""),
    "as-printed": ("how a source prints the number or date, where it cannot be right", ""),
    "probably": ("what was probably meant; a list where it may be one of several", ""),
    "source": ("where the facts come from", ""),
    "passage": ("the sentence of the source", ""),
    "prose": ("`illustrative` where the text is not the official one", ""),
    "parties": (
        "the organisations, categories and roles that the source names, by the words of the "
        "catalogue",
        "",
    ),
    "illustrative-parties": ("those that the illustrative text adds", ""),
}
FRONT_REST = f"""A deliberation has also `number` and `kind`, which is one of {codes(KINDS)}.
It may have `companion`, a list of the numbers of the deliberations that belong with it.
"""
CLAUSE = {
    "from": ("the source, or `[a, b]`", "yes"),
    "to": (
        "who may receive: organisations by name, `role x`, `category x`, `list x`, `subject`, "
        "`anyone`",
        "yes",
    ),
    "for": ("the purpose", "yes"),
    "fields": ("each field by its name; there is no sign for all fields", "yes"),
    "form": (codes(SHAPES), "yes"),
    "by": (f"the channel, or `[a, b]`: {codes(CHANNELS)}", "yes"),
    "about": (
        "whose data: a population, or `sample 2 % of POPULATION`; a sample only by `extract`, "
        "`enclave`, `table` or `synthetic`",
        "yes",
    ),
    "keep": (
        "`nothing`, `5 years`, `until 2029-12-31`; `, destroyed with proof` may follow",
        "yes",
    ),
    "when": ("conditions, all of which must be met; see [conditions](conditions.md)", ""),
    "looking-back": (
        "how far back the data may go, such as `12 months`; only of sources with `dated-by`",
        "",
    ),
    "answer": (
        f"{codes(ANSWERS)}; `yes-no` lets no field through, only the answer, and wants fields of "
        "that kind",
        "",
    ),
    "limited-by": ("`accession`: each recipient gets the fields of its own accession only", ""),
    "leaves-as": ("how results may leave, such as `anonymous after small-cell-analysis`", ""),
    "in-force": ("when the clause begins, if later than its deliberation", ""),
    "until": ("the last day on which the clause holds", ""),
}
OTHERS = {
    "clause": ("what may be communicated", "see above"),
    "list": (
        "members with dates, which clauses and conditions name",
        "`nl`, `fr`, `de`, `en`; `of: values` where the members are no organisations; items "
        "`- WORD from DAY to DAY`, both dates optional; `to` is the first day no longer",
    ),
    "frame": (
        "conditions for all clauses, of any deliberation, that name a condition",
        "`binds: clauses whose when names CONDITION`, `requires: [...]`",
    ),
    "checklist": (
        "questions that a request must answer; permits nothing",
        "`nl`, `fr`, `de`, `en`; items `- WORD | nl | fr | de | en`",
    ),
}
ACCESSION = """\
## Accessions

Front matter: `accedes-to` and `chamber`. A block ` ```accession PARTY ` for each party, with
`fields` and `from`, `until` for the last day where there is one, and `known` for the day from which
the register knew it, if that is another than `from`.
"""
LINES = """\
## Lines of a block

`key: value`, or `- item`. A list in brackets goes on until its bracket closes. A comment begins
at a hash that has two blanks before it. This is not YAML: `no` is a word, nothing is nested, and
nothing is implied.
"""
EXAMPLES = {
    "replace ENTRY of clause NAME: OLD -> NEW": (
        "replace looking-back of clause history: 6 months -> 12 months",
        "the old value must be the one that stands there",
    ),
    "set ENTRY of clause NAME: VALUE": (
        "set until of clause history: 2029-12-31",
        "writes over what stands, or adds the entry",
    ),
    "add WORD, ... to ENTRY of clause NAME": (
        "add dispensing.posology to fields of clause history",
        "each word must be new",
    ),
    "remove WORD, ... from ENTRY of clause NAME": (
        "remove dispensing.posology from fields of clause history",
        "one word at least must be left",
    ),
    "add WORD to list NAME": (
        "add pc-112 to list flexi-job-sectors",
        "a member from the day on which the amendment takes effect",
    ),
    "remove WORD from list NAME": (
        "remove pc-112 from list flexi-job-sectors",
        "no longer a member from that day",
    ),
    "insert clause NAME after clause NAME (or paragraph N)": (
        "insert clause own-view after clause history",
        "the lines of the block follow, indented by four blanks",
    ),
    "insert paragraph N after paragraph N": (
        "insert paragraph 7 after paragraph 6",
        "its text follows, indented by four blanks",
    ),
    "replace paragraph N": ("replace paragraph 3", "its text follows, indented by four blanks"),
    "repeal ENTRY of clause NAME": (
        "repeal looking-back of clause history",
        "takes the entry out",
    ),
    "repeal clause NAME": ("repeal clause history", "takes the block out"),
    "repeal paragraph N": ("repeal paragraph 3", "with the blocks below it"),
    "repeal deliberation": ("repeal deliberation", "takes all blocks out; the text stays"),
}
AMENDMENT = """\
An amendment is a document with `amends: NUMBER` in place of `number` and `kind`, and a block `
```amendment ` with instructions, one an item. Text and clauses are changed by the same
instruction, so that they cannot part ways. Where a form says `clause`, also `list`, `frame` and
`checklist` may stand. Instructions that do not fit the text as it then stands are faults, also
when that happens only together with another amendment.
"""


def pages() -> Pages:
    """Two pages."""
    covered("front matter", FRONT, HEAD)
    covered("clause", CLAUSE, ENTRIES)
    covered("blocks", OTHERS, BLOCKS)
    needed = ("entry", "value", "needed")
    yield (
        "reference/documents.md",
        page(
            "Documents",
            DOCUMENT,
            "## Front matter\n",
            table(needed, [(code(name), *told) for name, told in FRONT.items()]),
            FRONT_REST,
            HEADINGS,
            LINES,
            "## Clauses\n",
            table(needed, [(code(name), *told) for name, told in CLAUSE.items()]),
            "## Blocks of a deliberation\n",
            table(
                ("block", "holds", "entries"),
                [(code(name), *told) for name, told in OTHERS.items()],
            ),
            ACCESSION,
        ),
    )
    yield "reference/amendments.md", page("Amendments", AMENDMENT, instructions())


def instructions() -> str:
    """The forms of instructions, each with an example that reads as that form."""
    covered("instructions", EXAMPLES, FORMS)
    for form, (example, _) in EXAMPLES.items():
        body = ((Place("example", 2), "text"),) if FORMS[form][1] else ()
        read = read_instruction(Item(example, Place("example", 1), body))
        if read.form != form:
            raise ValueError(f"the example '{example}' reads as '{read.form}', not as '{form}'")
    rows = [(code(form), code(f"- {example}"), told) for form, (example, told) in EXAMPLES.items()]
    return table(("form", "example", "remark"), rows)
