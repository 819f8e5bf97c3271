"""The questions that a table can ask, each with its columns: what goes in, what comes back."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeAlias, cast

from beraad.demo.scenarios.asked import facts_in
from beraad.demo.scenarios.chapter import Cells
from beraad.demo.scenarios.told import lack_told
from beraad.law.act import Adoption, day_of, instant
from beraad.law.catalogue import Catalogue, Language
from beraad.law.clause import Channel, Form, Start
from beraad.law.communication import Communication, Decision, Permit
from beraad.law.compare import compare
from beraad.law.compare_sentences import sentences
from beraad.law.decide import decide_by
from beraad.law.expand import provisions
from beraad.law.explain import explain
from beraad.law.permission import at as in_force_at
from beraad.law.place import Place
from beraad.law.provision import Key, Provision
from beraad.law.register import Register
from beraad.law.span import read_day
from beraad.law.widens import widens

Answer: TypeAlias = Callable[["World", Communication, datetime, date | None], Decision]


@dataclass(frozen=True, slots=True)
class World:
    """What a chapter asks: a register, and the way in which a communication is answered."""

    register: Register
    answer: Answer
    cache: dict[date | None, tuple[Provision, ...]] = field(default_factory=dict)

    def laws(self, known: date | None = None) -> tuple[Provision, ...]:
        """Every provision, as it was known on a day."""
        if known not in self.cache:
            self.cache[known] = provisions(self.register, known)
        return self.cache[known]


def by_reference(world: World, asked: Communication, at: datetime, known: date | None) -> Decision:
    """The answer of the reference interpreter."""
    return decide_by(world.laws(known), asked, world.register.catalogue, at)


def ask_in_force(given: Cells, world: World) -> dict[str, str]:
    """When what is adopted at a sitting takes effect."""
    adopted = (Adoption(read_day(given["sitting"], Place("sitting", 1))),)
    some = next(iter(world.register.deliberations.values())).head
    head = replace(some, adopted=adopted, start=Start())
    begin = head.in_force(world.register.catalogue, given.get("saturday works") == "yes")
    return {"in force": str(day_of(begin)) if begin else "never"}


def ask_text(given: Cells, world: World) -> dict[str, str]:
    """What an entry of a block reads, on a valid day, as it was known on another."""
    version = world.register.consolidate(
        key_of(given["number"], world.register), moment(given["valid on"]), known_on(given)
    )
    if version is None:
        return {"reads": "nothing in force"}
    blocks = {block.title.replace("'", ""): block for _, block in version.document.blocks()}
    entry = blocks[given["of"]].entries.get(given["entry"]) if given["of"] in blocks else None
    return {"reads": entry.text if entry else "nothing"}


def ask_change(given: Cells, world: World) -> dict[str, str]:
    """What changes in practice between two days."""
    _, number = key_of(given["number"], world.register)
    every = [law for law in world.laws() if law.number == number]
    before, after = (in_force_at(every, moment(given[side])) for side in ("before", "after"))
    language, catalogue = cast(Language, given.get("language", "en")), world.register.catalogue
    wider = widens(before, after, catalogue)
    return {
        "changes": " ".join(sentences(compare(before, after, catalogue), catalogue, language)),
        "wider": ", ".join(wider.ways) if wider else "no",
    }


def ask_decision(given: Cells, world: World) -> dict[str, str]:
    """Who asks what, on which day, and what comes back."""
    asked = communication(given, world.register.catalogue)
    decision = world.answer(world, asked, moment(given["day"]), known_on(given))
    language = cast(Language, given.get("language", "en"))
    if isinstance(decision, Permit):
        place, told = decision, decision
        lacks: list[str] = []
    else:
        place = decision.nearest[0] if decision.nearest else None
        told = replace(decision, nearest=decision.nearest[:1])
        lacks = [lack_told(one.code, one.detail) for one in place.missing] if place else []
    permitted = isinstance(decision, Permit)
    return {
        "answer": "permit" if permitted else "refusal",
        "by": f"{place.number} paragraph {place.paragraph}" if place else "no clause",
        "passed": ", ".join(decision.passed) if permitted else "nothing",
        "left out": ", ".join(f"{n} {why}" for n, why in decision.dropped) if permitted else "all",
        "back to": str(decision.not_before or "no bound") if permitted else "nothing",
        "missing": "; ".join(lacks) or "nothing",
        "sentence": " ".join(explain(told, world.register.catalogue, language)),
    }


def communication(given: Cells, catalogue: Catalogue) -> Communication:
    """`who` is a role, an organisation, or `role at organisation`."""
    role, _, party = given["who"].partition(" at ")
    if not party and role not in (*catalogue.roles, "subject"):
        role, party = "", role
    return Communication(
        *(party, given["from"], given["for"], tuple(given["asks"].split(", "))),
        cast(Form, given.get("form", "identified")),
        cast(Channel, given.get("channel", "consult")),
        role,
        facts=evidence(given),
    )


def evidence(given: Cells) -> dict[str, bool | int | str]:
    """What `with` says; `but` overrides, and `no a` takes away."""
    return facts_in(", ".join(filter(None, (given.get("with"), given.get("but")))))


def key_of(text: str, register: Register) -> Key:
    """The key of a deliberation."""
    return next(key for key in register.deliberations if str(key[1]) == text)


def moment(text: str) -> datetime:
    """Midnight in Brussels of a day, or an instant."""
    return instant(date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text))


def known_on(given: Cells) -> date | None:
    """The day whose knowledge counts, or today's."""
    return date.fromisoformat(given["known on"]) if "known on" in given else None


QUESTIONS: tuple[tuple[set[str], set[str], set[str], Callable[[Cells, World], dict[str, str]]], ...]
QUESTIONS = (
    (
        {"day", "who", "asks", "from", "for"},
        {"form", "channel", "with", "but", "known on", "language"},
        {"answer", "by", "passed", "left out", "back to", "missing", "sentence"},
        ask_decision,
    ),
    ({"sitting"}, {"saturday works"}, {"in force"}, ask_in_force),
    ({"number", "of", "entry", "valid on"}, {"known on"}, {"reads"}, ask_text),
    ({"number", "before", "after"}, {"language"}, {"changes", "wider"}, ask_change),
)
