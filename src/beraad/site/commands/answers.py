"""What `beraad ask` answers, as people read it: a heading and sentences, in nl, fr, de and en."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from beraad.belgium.numbers import parse_deliberation_number
from beraad.law.alike import Alike
from beraad.law.catalogue import Labels, Language
from beraad.law.communication import Shortfall
from beraad.law.compare import Row
from beraad.law.compare_sentences import Teller
from beraad.law.explain import explain, explain_missing, say_evidence, say_wanted
from beraad.law.never_met import NeverMet, Reason
from beraad.law.overlap import Overlap
from beraad.law.permission import Ground
from beraad.law.questions import Access, Ending
from beraad.law.refused import Remedy
from beraad.law.register import Register
from beraad.law.replay import Replay, Replayed
from beraad.law.say import Lists, say_instant, say_list
from beraad.law.tongue import enumerated, sentence
from beraad.register.shelf import lists_of

PLACE = Labels(
    *("{}, punt {} [{}]", "{}, point {} [{}]", "{}, Randnummer {} [{}]", "{}, paragraph {} [{}]"),
)
FOUND = Labels("Gevonden: {}", "Résultats\u00a0: {}", "Gefunden: {}", "Found: {}")
NOTHING = Labels("Niets gevonden", "Aucun résultat", "Nichts gefunden", "Nothing found")
ENDS = Labels("eindigt op {}", "prend fin le {}", "endet am {}", "ends on {}")
ENDS_BY = Labels(
    *("eindigt uiterlijk op {}", "prend fin au plus tard le {}"),
    *("endet spätestens am {}", "ends on {} at the latest"),
)
SAME = Labels(
    *("laat hetzelfde toe als {}", "autorise la même chose que {}"),
    *("erlaubt dasselbe wie {}", "permits the same as {}"),
)
NEVER: Mapping[str, Labels] = {
    "law-not-in-force": Labels(
        "wacht op een wet die niet in werking is getreden: {}",
        "attend une loi qui n'est pas entrée en vigueur\u00a0: {}",
        "wartet auf ein Gesetz, das nicht in Kraft ist: {}",
        "waits for a law that is not in force: {}",
    ),
    "ends-before-start": Labels(
        *("eindigt voor het begin", "prend fin avant de commencer"),
        *("endet, bevor es beginnt", "ends before it begins"),
    ),
    "empty-list": Labels(
        *("lijst zonder leden: {}", "liste sans membres\u00a0: {}"),
        *("Liste ohne Mitglieder: {}", "list without members: {}"),
    ),
    "no-accession": Labels(
        "geen enkele toetreding vermeldt een van de gegevens",
        "aucune adhésion ne mentionne l'une des données",
        "kein Beitritt nennt eine der Angaben",
        "no accession names any of the fields",
    ),
    "contradiction": Labels(
        *("voorwaarden die elkaar uitsluiten: {}", "conditions qui s'excluent\u00a0: {}"),
        *("Bedingungen, die einander ausschließen: {}", "conditions that exclude each other: {}"),
    ),
}
SUFFICES = Labels(
    *("zou volstaan: bewijs {}", "suffirait\u00a0: la preuve {}"),
    *("würde genügen: der Nachweis, {}", "would suffice: evidence {}"),
)
AMEND = Labels(
    "enkel een wijziging van de beraadslaging zou helpen",
    "seule une modification de la délibération y remédierait",
    "nur eine Änderung der Beratung würde helfen",
    "only an amendment of the deliberation would help",
)
REPLAYED: Mapping[str, Labels] = {
    "opened": Labels(
        *("toen geweigerd, nu toegelaten", "refusées alors, autorisées maintenant"),
        *("damals verweigert, jetzt erlaubt", "refused then, permitted now"),
    ),
    "closed": Labels(
        *("toen toegelaten, nu geweigerd", "autorisées alors, refusées maintenant"),
        *("damals erlaubt, jetzt verweigert", "permitted then, refused now"),
    ),
    "altered": Labels(
        *("telkens toegelaten, maar anders", "autorisées les deux fois, mais autrement"),
        *("beide Male erlaubt, aber anders", "permitted both times, but otherwise"),
    ),
    "same": Labels(
        *("telkens eender beantwoord", "répondues de même"),
        *("beide Male gleich beantwortet", "answered alike both times"),
    ),
}
THEN = Labels("Toen", "Alors", "Damals", "Then")
NOW = Labels("Nu", "Maintenant", "Jetzt", "Now")


@dataclass(frozen=True, slots=True)
class Told:
    """One thing found: its heading, and what is to be said of it."""

    heading: str
    sentences: tuple[str, ...] = ()


class Answers:
    """Tells what was found in a register, in one language."""

    def __init__(self, register: Register, language: Language) -> None:
        self.register = register
        self.catalogue = register.catalogue
        self.language = language
        self.teller = Teller(register.catalogue, language)
        self.tongue = self.teller.tongue
        self.lists = lists_of(register)

    def of(self, one: object) -> Told:
        """One answer of any question."""
        match one:
            case Access():
                return Told(self.place(one.ground), (self.access(one),))
            case Ending():
                how = (ENDS_BY if one.reckoned else ENDS)[self.language]
                at = say_instant(one.end, self.language)
                return Told(self.place(one.ground), (sentence(how.format(at)),))
            case Overlap():
                return Told(self.place(one.one), (self.overlap(one),))
            case NeverMet():
                told = (sentence(self.reason(why, one.ground)) for why in one.reasons)
                return Told(self.place(one.ground), tuple(told))
            case Remedy():
                return Told(self.near(one.shortfall), tuple(self.remedy(one)))
            case Ground():
                return Told(self.place(one))
        raise TypeError(f"no answer: {one!r}")

    def closing(self, count: int) -> str:
        """How many were found."""
        return FOUND[self.language].format(count) if count else NOTHING[self.language]

    def replay(self, found: Replay) -> Iterator[str]:
        """How many past communications would fare how."""
        for name, told in REPLAYED.items():
            value = getattr(found, name)
            count = value if isinstance(value, int) else len(value)
            yield f"{sentence(told[self.language])[:-1]}{self.teller.colon}{count}"

    def replayed(self, one: Replayed) -> Told:
        """A past communication in its own words, and what differs between both answers."""
        asked, at = one.communication, say_instant(one.at, self.language)
        heading = f"{at}{self.teller.colon}{asked.recipient}, {asked.source}"
        before, after = (
            explain(answer, self.catalogue, self.language, self.lists)
            for answer in (one.before, one.after)
        )
        sides = ((THEN, before, after), (NOW, after, before))
        return Told(
            f"{heading} ({', '.join(asked.fields)})",
            tuple(
                f"{label[self.language]}{self.teller.colon}{text}"
                for label, told, other in sides
                for text in told
                if text not in other
            ),
        )

    def place(self, ground: Ground) -> str:
        """Where a clause stands."""
        return PLACE[self.language].format(ground.number, ground.paragraph, ground.clause)

    def near(self, one: Shortfall) -> str:
        """Where a clause stands that came near."""
        return PLACE[self.language].format(one.number, one.paragraph, one.clause)

    def access(self, one: Access) -> str:
        """Who receives what, of whom and on what terms."""
        row = Row(
            *(one.recipients, (one.source,), one.purpose, one.form, one.channels, one.fields),
            *(None, one.terms, (one.ground,)),
        )
        parts = self.teller.parts(Alike((row,), (one.terms.population,)))
        return sentence(self.tongue.semicolon.join(parts))

    def overlap(self, one: Overlap) -> str:
        """With which clause another overlaps, and in what."""
        asked = one.communication
        same = SAME[self.language].format(self.place(one.other))
        return sentence(f"{same}{self.teller.colon}{self.teller.held(asked.source, asked.fields)}")

    def reason(self, why: Reason, ground: Ground) -> str:
        """Why a clause can never be met."""
        key = (ground.chamber, parse_deliberation_number(ground.number))
        return NEVER[why.why][self.language].format(self.detail(why, self.lists.get(key, {})))

    def detail(self, why: Reason, lists: Lists) -> str:
        """The law, the lists or the conditions that stand in the way."""
        match why.why:
            case "law-not-in-force":
                return self.catalogue.laws[why.detail].labels[self.language]
            case "empty-list":
                told = [say_list(name, lists, self.language) for name in why.detail.split(", ")]
            case "contradiction":
                told = [self.wanted(text, lists) for text in why.detail.split("; ")]
            case _:
                told = []
        return enumerated(told, self.tongue.both)

    def remedy(self, one: Remedy) -> Iterator[str]:
        """What a clause that came near lacked, and what would have satisfied it."""
        for lack in one.shortfall.missing:
            known = self.lists.get((one.shortfall.chamber, lack.number), {})
            yield explain_missing(lack, self.catalogue, self.language, known)
        if one.evidence is None:
            yield sentence(AMEND[self.language])
        else:
            told = [say_evidence(*known, self.catalogue, self.language) for known in one.evidence]
            yield sentence(SUFFICES[self.language].format(enumerated(told, self.tongue.both)))

    def wanted(self, text: str, lists: Lists) -> str:
        """A condition from its text."""
        return self.tongue.that(say_wanted(text, self.catalogue, self.language, lists))
