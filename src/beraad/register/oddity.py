"""What is odd about an act and kept as its source prints it, in the language of the reader."""

from collections.abc import Mapping

from beraad.law.act import Head
from beraad.law.catalogue import Labels, Language
from beraad.law.place import Fault
from beraad.law.register import Register
from beraad.law.tongue import sentence
from beraad.register.facts import probably
from beraad.register.texts import texts

WARNING = Labels("waarschuwing: ", "avertissement\u00a0: ", "Warnung: ", "warning: ")
ODDITIES: Mapping[str, Labels] = {
    "number-late": Labels(
        "het nummer is van een later jaar dan de aanneming",
        "le numéro est d'une année postérieure à l'adoption",
        "die Nummer ist aus einem späteren Jahr als die Annahme",
        "the number is of a later year than the adoption",
    ),
    "number-order": Labels(
        "lagere nummers zijn pas veel later aangenomen",
        "des numéros inférieurs n'ont été adoptés que bien plus tard",
        "niedrigere Nummern wurden erst viel später angenommen",
        "lower numbers were adopted only much later",
    ),
    "early-force": Labels(
        "treedt in werking voordat de werkdagen van de regeling verstreken zijn",
        "entre en vigueur avant que les jours ouvrables du régime ne soient écoulés",
        "tritt in Kraft, bevor die Werktage der Regelung verstrichen sind",
        "takes effect before the working days of the regime have passed",
    ),
}


def say_oddity(warning: Fault, register: Register, language: Language) -> str:
    """A warning of a register: where, what is odd, how it is printed, what was probably meant."""
    head = heads(register)[warning.place.file]
    t = texts(language)
    parts = [
        sentence(ODDITIES[warning.kind][language]),
        t["as-printed"].format(printed=head.as_printed) if head.as_printed else "",
        probably(head, language),
    ]
    return f"{WARNING[language]}{warning.place}: {' '.join(filter(None, parts))}"


def heads(register: Register) -> dict[str, Head]:
    """The heads of all acts, by file."""
    acts = (
        *register.deliberations.values(),
        *(a for some in register.amendments.values() for a in some),
    )
    return {act.document.file: act.head for act in acts}
