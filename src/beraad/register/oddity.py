"""What is odd about an act and kept as its source prints it, in the language of the reader."""

from collections.abc import Mapping
from datetime import date

from beraad.belgium.calendar import entry_into_force
from beraad.law.act import working_days
from beraad.law.catalogue import Labels, Language
from beraad.law.place import Fault
from beraad.law.register import Amendment, Deliberation, Register
from beraad.law.say import say_date
from beraad.law.span import Day
from beraad.law.tongue import sentence
from beraad.register.facts import probably
from beraad.register.texts import texts

WARNING = Labels("waarschuwing: ", "avertissement\u00a0: ", "Warnung: ", "warning: ")
ODDITIES: Mapping[str, Labels] = {
    "number-late": Labels(
        "het nummer is van een later jaar dan de aanneming van {day}",
        "le numéro est d'une année postérieure à l'adoption du {day}",
        "die Nummer ist aus einem späteren Jahr als die Annahme vom {day}",
        "the number is of a later year than the adoption of {day}",
    ),
    "number-order": Labels(
        "het lagere nummer {what} is pas aangenomen op {day}",
        "le numéro inférieur {what} n'a été adopté que le {day}",
        "die niedrigere Nummer {what} wurde erst am {day} angenommen",
        "the lower number {what} was adopted only on {day}",
    ),
    "early-force": Labels(
        "treedt in werking voor de {what} werkdagen van de regeling verstreken zijn; dat kan pas "
        "vanaf {day}, tenzij er vroeger is vrijgegeven",
        "entre en vigueur avant que les {what} jours ouvrables du régime ne soient écoulés, ce qui "
        "n'est possible qu'à partir du {day}, sauf libération anticipée",
        "tritt in Kraft, bevor die {what} Werktage der Regelung verstrichen sind; das ist erst ab "
        "dem {day} möglich, außer bei früherer Freigabe",
        "takes effect before the {what} working days of the regime have passed; that is possible "
        "only from {day} on, unless it was released earlier",
    ),
}


def say_oddity(warning: Fault, register: Register, language: Language) -> str:
    """A warning of a register: where, what is odd, how it is printed, what was probably meant."""
    act = acts(register)[warning.place.file]
    t, printed = texts(language), act.head.as_printed
    what, day = measure(warning, act, register)
    odd = ODDITIES[warning.kind][language].format(what=what, day=say_date(day, language))
    parts = [
        sentence(odd),
        t["as-printed"].format(printed=printed) if printed else "",
        probably(act.head, language),
    ]
    return f"{WARNING[language]}{warning.place}: {' '.join(filter(None, parts))}"


def measure(
    warning: Fault, act: Deliberation | Amendment, register: Register
) -> tuple[str, date | Day]:
    """Against what an act is odd: a lower number or so many working days, and a day."""
    if warning.kind == "early-force":
        first = min(adoption.day.first for adoption in act.head.adopted)
        count = working_days(register.catalogue, first)
        return str(count), entry_into_force(first, count, register.saturday)
    if warning.kind == "number-order":
        chamber, number = act.key
        day, lower = max(
            (one.head.complete, one.number)
            for one in register.deliberations.values()
            if one.head.chamber == chamber
            and one.number.year == number.year
            and one.number < number
        )
        return str(lower), day
    return "", max(adoption.day for adoption in act.head.adopted)


def acts(register: Register) -> dict[str, Deliberation | Amendment]:
    """All acts, by file."""
    amendments = (one for some in register.amendments.values() for one in some)
    return {act.document.file: act for act in (*register.deliberations.values(), *amendments)}
