"""`beraad ask`: the questions that a register must be able to answer."""

import argparse
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec

from beraad.belgium.calendar import ZONE
from beraad.belgium.numbers import parse_deliberation_number
from beraad.journal.store import Journal
from beraad.law.act import CHAMBERS
from beraad.law.catalogue import LANGUAGES
from beraad.law.communication import Missing
from beraad.law.decide import ANYONE
from beraad.law.expand import provisions
from beraad.law.never_met import NeverMet, never_met
from beraad.law.overlap import Overlap, overlaps
from beraad.law.permission import Ground
from beraad.law.permission import at as in_force_at
from beraad.law.place import nearest
from beraad.law.questions import (
    Access,
    Ending,
    ending_within,
    never_used,
    what_may,
    what_sort_may,
    who_may_see,
)
from beraad.law.refused import Remedy, would_have_allowed
from beraad.law.register import Register
from beraad.law.replay import Replay, Replayed, replay
from beraad.register.plain import plain_decision
from beraad.register.unknown import tell as tell_unknown
from beraad.register.unknown import unknown_words
from beraad.register.wish import Wish
from beraad.site.commands.answers import Answers, Told
from beraad.site.commands.options import (
    YEARS,
    Commands,
    add_command,
    add_json,
    add_on,
    add_register,
    moment_of,
    print_cards,
    print_json,
    print_text,
    read_instant,
    read_lines,
    register_of,
)

MOST_DAYS = 36_525
"""A century."""

ASKED_FOR = ("recipient", "role", "source", "purpose", "fields")
"""The parts of a past communication by which its sender knows it again."""

Answer = Callable[[argparse.Namespace, Register], Any]


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """A line of past communications: what was asked, and when."""

    at: Annotated[datetime, msgspec.Meta(tz=True)]
    communication: Wish

    def __post_init__(self) -> None:
        if self.at.year not in YEARS:
            raise ValueError(f"at: expected a year from {YEARS[0]} to {YEARS[-1]}")


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad ask QUESTION ...`."""
    command = add_command(
        commands,
        "ask",
        "questions to the register: who may see what, what may they receive, what ends, what was "
        "never used, what overlaps, what can never be met, what would have been allowed",
        "beraad ask who-may-see gfd dispensing.product --on 2024-07-01",
    )
    verbs = command.add_subparsers(metavar="QUESTION", required=True)
    for name, does, example, arguments, answer in QUESTIONS:
        verb = add_command(verbs, name, does, f"beraad ask {example}")
        for argument, told in arguments:
            kind = read_instant if argument == "after" else str
            verb.add_argument(argument, metavar=argument.upper(), type=kind, help=told)
        if name == "ending":
            verb.add_argument(
                "--days", type=read_days, default=90, help="within so many (default: 90)"
            )
        verb.add_argument(
            "--lang",
            choices=LANGUAGES,
            help="tell it in sentences of this language (default: in the words of the documents)",
        )
        for option in (add_on, add_json, add_register):
            option(verb)
        verb.set_defaults(run=run, answer=answer)


def read_days(text: str) -> int:
    """A number of days to look ahead."""
    if not text.isdecimal() or int(text) > MOST_DAYS:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of days from 0 to {MOST_DAYS}")
    return int(text)


def run(given: argparse.Namespace) -> int:
    """The answer: as JSON, in sentences of a language, or in the words that documents use."""
    register = register_of(given)
    found = given.answer(given, register)
    if given.json:
        print_json(plain_replay(found) if isinstance(found, Replay) else list(map(plain, found)))
    elif given.lang:
        tell(found, Answers(register, given.lang))
    elif isinstance(found, Replay):
        print_replay(plain_replay(found))
    else:
        print_cards(map(plain, found))
        print(f"{len(found)} found" if found else "nothing found")
    return 0


def tell(found: Any, answers: Answers) -> None:
    """Each answer under its heading, and how many there are."""
    if isinstance(found, Replay):
        changed = (*found.opened, *found.closed, *found.altered)
        tell_each(map(answers.replayed, changed))
        print("\n".join(answers.replay(found)))
    else:
        tell_each(map(answers.of, found))
        print(answers.closing(len(found)))


def tell_each(found: Iterable[Told]) -> None:
    """Headings with their sentences."""
    for one in found:
        print(one.heading)
        for text in one.sentences:
            print_text(text)
        print()


def print_replay(found: dict[str, Any]) -> None:
    """Each communication that fares otherwise, with what differs, and how many there are."""
    for name in ("opened", "closed", "altered"):
        print_cards(
            {
                "heading": f"{name}: {local(datetime.fromisoformat(one['at']))}",
                **{part: one["communication"][part] for part in ASKED_FOR},
                "before": differing(one["before"], one["after"]),
                "after": differing(one["after"], one["before"]),
            }
            for one in found[name]
        )
    for name, value in found.items():
        print(f"{name}: {value if isinstance(value, int) else len(value)}")


def differing(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The parts of a decision that the other decision has not."""
    return {key: value for key, value in one.items() if key not in other or other[key] != value}


def place(ground: Ground) -> str:
    """Where a permission stands, for people."""
    return f"{ground.number} paragraph {ground.paragraph} [{ground.clause}]"


def local(at: datetime) -> str:
    """An instant in Brussels time, in which midnight shows as midnight."""
    return at.astimezone(ZONE).isoformat()


def detail(lack: Missing) -> str:
    """What a clause wants; where that is an instant, in Brussels time."""
    if lack.code in ("not-yet-in-force", "ended"):
        return local(datetime.fromisoformat(lack.detail))
    return lack.detail


def plain(one: object) -> dict[str, Any]:
    """An answer in the words that documents use; its first entry is the heading of its card."""
    match one:
        case Access():
            return plain_access(one)
        case Ending():
            end = {"end": local(one.end), "by": place(one.ground)}
            return {**end, "reckoned": one.reckoned}
        case Overlap():
            pair = {"one": place(one.one), "other": place(one.other)}
            asked = one.communication
            return {**pair, "source": asked.source, "fields": list(asked.fields)}
        case NeverMet():
            because = [f"{reason.why}: {reason.detail}" for reason in one.reasons]
            return {"by": place(one.ground), "because": because}
        case Remedy():
            return plain_remedy(one)
        case Ground():
            return {"by": place(one)}
    raise TypeError(f"no answer: {one!r}")


def plain_access(one: Access) -> dict[str, Any]:
    """Who receives what, of whom, and by which paragraph."""
    return {
        "by": place(one.ground),
        "source": one.source,
        "fields": list(one.fields),
        "recipients": list(one.recipients),
        "purpose": one.purpose,
        "form": one.form,
        "channels": list(one.channels),
        "terms": msgspec.to_builtins(one.terms),
    }


def plain_remedy(one: Remedy) -> dict[str, Any]:
    """A clause that came near, what is missing, and the evidence that would have been enough."""
    near = one.shortfall
    return {
        "by": f"{near.number} paragraph {near.paragraph} [{near.clause}]",
        "missing": [f"{lack.code}: {detail(lack)}" for lack in near.missing],
        "evidence": None if one.evidence is None else dict(one.evidence),
    }


def plain_replay(found: Replay) -> dict[str, Any]:
    """Past communications that would be answered otherwise, and how many would not."""
    return {
        "opened": [plain_replayed(one) for one in found.opened],
        "closed": [plain_replayed(one) for one in found.closed],
        "altered": [plain_replayed(one) for one in found.altered],
        "same": found.same,
    }


def plain_replayed(one: Replayed) -> dict[str, Any]:
    """A past communication with both answers."""
    return {
        "at": one.at.isoformat(),
        "communication": msgspec.to_builtins(one.communication),
        "before": plain_decision(one.before),
        "after": plain_decision(one.after),
    }


def ask_who(given: argparse.Namespace, register: Register) -> Sequence[Access]:
    """Who may see a field of a source."""
    sources = register.catalogue.sources
    check_word("source", given.source, sources)
    check_word("field", given.field, sources[given.source].fields)
    return who_may_see(provisions(register), given.source, given.field, moment_of(given))


def check_word(kind: str, word: str, known: Collection[str]) -> None:
    """LookupError for a word that the catalogue does not know, with the nearest that it does."""
    if word not in known:
        near = nearest(word, known)
        raise LookupError(f"no {kind} '{word}'" + (f", did you mean '{near}'?" if near else ""))


def ask_what(given: argparse.Namespace, register: Register) -> Sequence[Access]:
    """What an organisation, or recipients of a sort, may receive."""
    who = given.recipient.removeprefix("party:")
    answer = what_sort_may if ":" in who or who == ANYONE else what_may
    return answer(provisions(register), register.catalogue, who, moment_of(given))


def ask_ending(given: argparse.Namespace, register: Register) -> Sequence[Ending]:
    """Which clauses end soon."""
    return ending_within(provisions(register), moment_of(given), given.days)


def ask_overlaps(given: argparse.Namespace, register: Register) -> Sequence[Overlap]:
    """Which clauses permit the same thing."""
    return overlaps(provisions(register), register.catalogue, moment_of(given))


def ask_never_met(given: argparse.Namespace, register: Register) -> Sequence[NeverMet]:
    """Which clauses can never be met."""
    return never_met(register)


def ask_never_used(given: argparse.Namespace, register: Register) -> Sequence[Ground]:
    """Which clauses of those in force the journal shows no use of.

    Entries that do not tell the chamber count for both.
    """
    with Journal(Path(given.journal)) as journal:
        used = [
            (chamber, parse_deliberation_number(str(facts["number"])), str(facts["clause"]))
            for found in journal.read(act="communication.permitted")
            if (facts := found.entry.facts)
            for chamber in ([str(facts["chamber"])] if "chamber" in facts else CHAMBERS)
        ]
    return never_used(in_force_at(provisions(register), moment_of(given)), used)


def ask_allowed(given: argparse.Namespace, register: Register) -> Sequence[Remedy]:
    """Which clause would have allowed each refused communication, and what is missing.

    Words of it that nobody knows are told beside the answer, whose shape they do not change.
    """
    found = list[Remedy]()
    for wish in read_lines(sys.stdin.buffer, Wish):
        asked = wish.communication()
        for one in unknown_words(asked, register.catalogue):
            print(tell_unknown(one, given.lang or "en"), file=sys.stderr)
        found += would_have_allowed(register, asked, moment_of(given))
    return found


def ask_replay(given: argparse.Namespace, register: Register) -> Replay:
    """What past communications would have been answered under the law of a later day."""
    lines = Path(given.past).read_bytes().splitlines()
    asked = read_lines(lines, Asked, given.past)
    past = [(one.communication.communication(), one.at) for one in asked]
    laws = provisions(register)
    return replay(past, laws, in_force_at(laws, given.after), register.catalogue)


QUESTIONS: tuple[tuple[str, str, str, tuple[tuple[str, str], ...], Answer], ...] = (
    (
        "who-may-see",
        "who may see a field of a source, of whom, and by which paragraph",
        "who-may-see gfd dispensing.product --on 2024-07-01 --lang nl",
        (("source", "such as gfd"), ("field", "such as dispensing.product")),
        ask_who,
    ),
    (
        "what-may",
        "what an organisation, a role or a category may receive, and by which paragraph",
        "what-may sciensano --on 2025-02-01 --lang fr",
        (("recipient", "such as sciensano, role:pharmacist, category:employer or anyone"),),
        ask_what,
    ),
    (
        "ending",
        "which clauses end soon",
        "ending --on 2029-11-01 --days 90 --lang de",
        (),
        ask_ending,
    ),
    (
        "overlaps",
        "which clauses permit the same thing",
        "overlaps --on 2025-02-01 --lang nl",
        (),
        ask_overlaps,
    ),
    (
        "never-met",
        "which clauses can never be met, and why",
        "never-met --lang en",
        (),
        ask_never_met,
    ),
    (
        "never-used",
        "which clauses in force a journal shows no use of",
        "never-used build/demo/journal.db --lang fr",
        (("journal", "the journal's database"),),
        ask_never_used,
    ),
    (
        "would-have-allowed",
        "for refused communications on standard input: the nearest clauses and what is missing",
        "would-have-allowed --on 2024-07-01 --lang nl < refused.jsonl",
        (),
        ask_allowed,
    ),
    (
        "replay",
        "what past communications would have been answered under the law of another day; each line "
        'of PAST is {"at": INSTANT, "communication": {...}}',
        "replay past.jsonl 2025-02-01 --lang de",
        (("past", "a file of JSON lines"), ("after", "the day whose law is tried")),
        ask_replay,
    ),
)
