"""The request of the demonstration: who asks, what, and when. All of it is simulated."""

from datetime import UTC, date, datetime
from fractions import Fraction

from beraad.committee.apply.request import FieldAsked, Request
from beraad.committee.convene.sitting import Attendance, Rule
from beraad.law.communication import Communication

NUMBER, AMENDMENT = "26/001", "26/001-a1"
SUBMITTED = datetime(2026, 2, 9, 9, 30, tzinfo=UTC)
SUPPLEMENTED = datetime(2026, 2, 11, 10, 0, tzinfo=UTC)
CHANGE_ASKED = datetime(2026, 3, 23, 9, 0, tzinfo=UTC)
FIRST_SITTING, SECOND_SITTING = date(2026, 3, 3), date(2026, 4, 7)

MEMBERS = frozenset(f"member-{letter}" for letter in "abcde")
ATTENDANCE = Attendance(MEMBERS, MEMBERS - {"member-e"}, chair="member-a")
RULE = Rule(
    "demonstration setting: half of the seats present, more votes for than against",
    quorum=Fraction(1, 2),
    majority=Fraction(1, 2),
    casting_vote=False,
)

TITLE = {
    "nl": "Raadpleging van het gedeeld farmaceutisch dossier door spoedartsen (simulatie)",
    "fr": "Consultation du dossier pharmaceutique partagé par les urgentistes (simulation)",
    "de": "Einsicht von Notärzten in die gemeinsame Arzneimittelakte (Simulation)",
    "en": "Consultation of the shared pharmaceutical file by emergency physicians (simulation)",
}
REQUEST = Request(
    applicant="The simulated hospital Saint Elsewhere",
    title=TITLE,
    legal_basis="",  # forgotten, so that the check for completeness has something to find
    source="gfd",
    recipient="role emergency-physician",
    purpose="emergency-care",
    purpose_explained="To know which medicines a patient who arrives in an emergency has taken.",
    fields=(
        FieldAsked("dispensing.product", "which medicine may act on the treatment"),
        FieldAsked("dispensing.posology", "how much of it the patient takes"),
        FieldAsked("dispensing.date", "whether the patient may still be taking it"),
    ),
    form="identified",
    channel="consult",
    population="patients",
    conditions=("therapeutic-relation", "not excluded"),
    looking_back="3 months",
    keep="nothing",
    keep_explained="What was seen may be noted in the patient's record; the answer is not kept.",
    security="Strong authentication of the physician; each consultation is recorded.",
)
LEGAL_BASIS = "The treatment of patients in an emergency (illustration)."
CHANGE = Request(
    applicant=REQUEST.applicant,
    title={
        "nl": "Wijziging: zes maanden terug in plaats van drie (simulatie)",
        "fr": "Modification: six mois en arrière au lieu de trois (simulation)",
        "de": "Änderung: sechs Monate zurück statt drei (Simulation)",
        "en": "Amendment: six months back instead of three (simulation)",
    },
    legal_basis=LEGAL_BASIS,
    purpose_explained="Medicines taken for a long time are dispensed for more than three months.",
    amends=NUMBER,
    instructions=("replace looking-back of clause communication: 3 months -> 6 months",),
)


def consultation(physician: str) -> Communication:
    """What the emergency physician asks: one field more than the request was for."""
    asked = tuple(field.name for field in REQUEST.fields)
    return Communication(
        recipient="demo-hospital",
        source="gfd",
        purpose="emergency-care",
        fields=(*asked, "dispensing.pharmacy"),
        form="identified",
        channel="consult",
        role="emergency-physician",
        person=physician,
    )
