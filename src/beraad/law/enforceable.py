"""What a clause may not say, because no gateway or workbench could keep to it."""

from collections.abc import Iterator

from beraad.law.block import Block
from beraad.law.catalogue import Catalogue, Field
from beraad.law.clause import Channel, Clause
from beraad.law.place import fault

DRAWN: tuple[Channel, ...] = ("extract", "enclave", "table", "synthetic")
"""The channels by which a sample can be drawn: those that have the whole population before them."""


def check_enforceable(clause: Clause, block: Block, catalogue: Catalogue) -> None:
    """History needs dated sources, a sample a channel that draws it, yes-no fields that say so.

    The sources are those that the clause names and all that ever stand for them.
    """
    check_history(clause, block, catalogue)
    check_sample(clause, block)
    check_answer(clause, block, catalogue)


def check_history(clause: Clause, block: Block, catalogue: Catalogue) -> None:
    """A source that does not say how old a row is cannot leave out the old ones."""
    for word in sources_ever(clause, catalogue):
        if clause.looking_back and not catalogue.sources[word].dated_by:
            what = f"'looking-back' on source '{word}', which has no 'dated-by'"
            expected = "sources that say by which field they are dated, or no 'looking-back'"
            raise fault(block.need("looking-back").place, "undated", what, expected)


def check_sample(clause: Clause, block: Block) -> None:
    """Who is asked about by name was not drawn."""
    for channel in clause.by:
        if clause.about.sample and channel not in DRAWN:
            what = f"a sample by '{channel}', which draws none"
            raise fault(
                block.need("about").place,
                "sample-channel",
                what,
                "by extract, enclave, table or synthetic",
            )


def check_answer(clause: Clause, block: Block, catalogue: Catalogue) -> None:
    """Only a field that is yes or no can be answered so."""
    for word, field in fields_ever(clause, catalogue):
        if clause.answer == "yes-no" and field.kind != "yes-no":
            what = f"'answer: yes-no' on '{field.word}', which is a {field.kind} in source '{word}'"
            raise fault(block.need("answer").place, "answer-kind", what, "fields of kind yes-no")


def sources_ever(clause: Clause, catalogue: Catalogue) -> Iterator[str]:
    """The sources of a clause, each with those that ever stand for it."""
    for source in clause.sources:
        yield from catalogue.standing_for("source", source)


def fields_ever(clause: Clause, catalogue: Catalogue) -> Iterator[tuple[str, Field]]:
    """The fields of a clause as each source has them."""
    for word in sources_ever(clause, catalogue):
        held = catalogue.sources[word].fields
        yield from ((word, held[name]) for name in clause.fields if name in held)
