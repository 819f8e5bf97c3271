"""The invented country: places, names, organisations, medicines. Nothing here exists.

Organisations bear the words that the catalogue gives them, so that a clause finds them; places have
NIS codes that fit their province but that Statbel has not given out.
"""

from dataclasses import dataclass
from datetime import date

DAY = date(2025, 12, 31)
"""The population as of this day: births until then, ages counted then."""

BEGIN, END = date(2023, 1, 1), date(2027, 12, 31)
"""What happens is simulated from BEGIN to END; a source tells nothing that lies ahead."""


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality; `party` is its word in the catalogue, `weight` its share of households."""

    nis: str
    name: str
    region: str
    weight: float
    party: str = ""


PLACES = (
    Place("11991", "Beukendaal", "flanders", 14, "municipality-beukendaal"),
    Place("23991", "Elzenrode", "flanders", 12),
    Place("31991", "Duinhoek", "flanders", 11),
    Place("44991", "Lindepoort", "flanders", 12, "municipality-lindepoort"),
    Place("71991", "Heidebroek", "flanders", 8),
    Place("21991", "Zavelbeek", "brussels", 11),
    Place("25991", "Ormeval", "wallonia", 4),
    Place("51991", "Clairval", "wallonia", 10, "municipality-clairval"),
    Place("61991", "Rochemont", "wallonia", 8),
    Place("82991", "Bois-Neuf", "wallonia", 3),
    Place("92991", "Sart-les-Prés", "wallonia", 6, "municipality-sart-les-pres"),
    Place("63991", "Hohenbach", "german-speaking-community", 1, "municipality-hohenbach"),
)

STREETS = ("Eikenlaan", "Kapelstraat", "Molenweg", "Rue du Moulin", "Rue Haute", "Hauptstraße")
MEN = ("Adam", "Arthur", "Daan", "Elias", "Emil", "Finn", "Gabriel", "Hugo", "Ibrahim", "Jan")
MEN += ("Jules", "Karel", "Liam", "Louis", "Lucas", "Luc", "Marc", "Matteo", "Michel", "Mohamed")
MEN += ("Noah", "Oscar", "Patrick", "Paul", "Pierre", "Rayan", "Stefan", "Thomas", "Victor", "Wout")
WOMEN = ("Alice", "Anna", "Anouk", "Camille", "Charlotte", "Chloé", "Elena", "Ella", "Emma", "Eva")
WOMEN += ("Fatima", "Greet", "Hanne", "Ingrid", "Jeanne", "Julia", "Lina", "Louise", "Lucie")
WOMEN += (
    "Maria",
    "Marie",
    "Martine",
    "Mila",
    "Nadia",
    "Nora",
    "Olivia",
    "Rosa",
    "Sofia",
    "Yasmina",
)
SYLLABLES = (
    ("Bar", "Cor", "Del", "Fen", "Gor", "Hal", "Jor", "Kel", "Lam", "Mer", "Nor", "Pel", "Ros"),
    ("a", "be", "di", "go", "li", "mo", "na", "ri", "ta", "vo"),
    ("beek", "court", "dael", "feld", "mans", "mont", "nier", "ras", "ster", "voort", "waert"),
)

NATIONALITIES = ("BE", "FR", "NL", "IT", "MA", "RO", "PL", "DE", "PT", "TR")
ABROAD = ("Lille (FR)", "Maastricht (NL)", "Trier (DE)", "Luxembourg (LU)", "Lisboa (PT)")
CIVIL_STATUS = ("single", "married", "divorced", "widowed")
FUNDS = ("fund-alpha", "fund-beta", "fund-gamma", "fund-delta", "fund-epsilon")

FLEXI_EMPLOYER = "employer-de-gouden-lepel"
JOINT_COMMITTEES = ("pc-302", "pc-119", "pc-201", "pc-202", "pc-311", "pc-118.03", "pc-314")
JOINT_COMMITTEES += ("pc-200", "pc-111", "pc-124", "pc-330", "pc-223", "pc-303.03", "pc-140.03")

ENERGY, WATER, TRANSPORT = (
    "energy-supplier-lumina",
    "water-company-deltawater",
    ("transport-company-noordlijn"),
)
HOUSING = {"flanders": "housing-company-thuishaven", "wallonia": "housing-company-bellerive"}

ROLES = ("general-practitioner", "specialist", "dentist", "nurse", "midwife", "pharmacist")
ROLES += ("emergency-physician",)


@dataclass(frozen=True, slots=True)
class Medicine:
    """An invented product; `every` is the number of days between dispensings, 0 for once."""

    name: str
    posology: str
    intake: str
    reason: str
    every: int
    price: int  # euro cents
    over_the_counter: bool = False


MEDICINES = (
    Medicine("Tensolor 5 mg", "1 x per day", "in the morning", "blood pressure", 90, 1240),
    Medicine("Lipovast 20 mg", "1 x per day", "in the evening", "cholesterol", 90, 1890),
    Medicine("Glucarmin 850 mg", "2 x per day", "with a meal", "diabetes", 60, 965),
    Medicine("Calmozan 10 mg", "1 x per day", "before the night", "sleep", 30, 720),
    Medicine("Asmivent 100", "2 puffs if needed", "by inhaler", "asthma", 60, 1510),
    Medicine("Thyrolin 75", "1 x per day", "fasting", "thyroid", 90, 830),
    Medicine("Dolorix 500 mg", "3 x per day if needed", "with water", "pain", 0, 610, True),
    Medicine("Bactoclav 875 mg", "2 x per day, 7 days", "with a meal", "infection", 0, 1320),
    Medicine("Rhinofree spray", "3 x per day", "in the nose", "cold", 0, 890, True),
)
