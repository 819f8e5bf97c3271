"""French: articles contract with `de`, `que` elides, high punctuation is kept to its word."""

from beraad.law.tongue import Tongue, as_it_is

VOWELS = "aeiouyhàâäæéèêëîïôöùûüœ"
ASPIRATED = ("handicap", "hausse", "haut", "hiérarch", "hors", "huit", "onze", "yaourt")
CONTRACTED = {"le ": "du ", "les ": "des "}


def elided(word: str, text: str) -> str:
    """`que` or `de` before a text: `qu'il`, `d'affiliation`, but `de handicap`."""
    lower = text.lower()
    if lower.startswith(tuple(VOWELS)) and not lower.startswith(ASPIRATED):
        return f"{word[:-1]}'{text}"
    return f"{word} {text}"


def of(text: str) -> str:
    """`du dossier`, `des patients`, `de la banque`, `de l'office`, `d'Iriscare`."""
    for article, contraction in CONTRACTED.items():
        if text.startswith(article):
            return contraction + text.removeprefix(article)
    return elided("de", text)


def that(text: str) -> str:
    """`que` before a condition."""
    return elided("que", text)


FRENCH = Tongue(
    both=" et ",
    either=" ou ",
    quoted="«\u00a0{}\u00a0»",
    semicolon="\u00a0; ",
    of=of,
    that=that,
    under=that,
    closed=as_it_is,
    months=(
        *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
        *("août", "septembre", "octobre", "novembre", "décembre"),
    ),
    first_day="1er",
    date="{day} {month} {year}",
    moment="{date} à {time}",
    hours="%H\u00a0h\u00a0%M",
    units={"day": ("jour", "jours"), "month": ("mois", "mois"), "year": ("an", "ans")},
    decimal=",",
    may=("peut", "peuvent"),
    role="les {}",
    listed="les organismes figurant sur la liste {}",
    subject="la personne concernée",
    anyone="toute personne",
    verbs={
        "consult": "consulter",
        "notify": "recevoir par notification",
        "batch": "recevoir par fichier",
        "extract": "recevoir sous forme d'extrait",
        "enclave": "traiter dans un environnement sécurisé",
        "table": "recevoir sous forme de tableaux",
        "synthetic": "recevoir sous forme de fichier synthétique",
    },
    data={
        "identified": "données à caractère personnel non pseudonymisées",
        "pseudonymised": "données à caractère personnel pseudonymisées",
        "synthetic": "données à caractère personnel synthétiques",
        "anonymous": "données anonymes",
    },
    origin=("provenant {}", "provenant {}"),
    sampled="{} (échantillon de {}\u00a0%)",
    permission=(
        "{who} {may}, pour {purpose}, {verbs} les {data} suivantes"
        " concernant {about}, {origin}\u00a0: {fields}"
    ),
    provided="à condition {}",
    any_of="au moins une de ces conditions soit remplie ({})",
    signs={
        "<": "de moins de {}",
        "<=": "d'au plus {}",
        "=": "de {} exactement",
        ">=": "d'au moins {}",
        ">": "de plus de {}",
    },
    among="la personne concernée compte parmi {about}",
    yes_no="il n'est répondu que par oui ou par non",
    acceding="chaque destinataire ne reçoit que les données que mentionne son adhésion",
    looking_back="les données remontent à {} au plus",
    leaving="les résultats ne peuvent sortir que sous forme {}, {}",
    nothing_kept="rien n'est conservé",
    nothing_kept_with_proof=(
        "rien n'est conservé\u00a0: tout est détruit après usage, preuve à l'appui"
    ),
    kept="le destinataire peut conserver ce qu'il reçoit {}",
    kept_with_proof=(
        "le destinataire peut conserver ce qu'il reçoit {}"
        " et doit ensuite le détruire, preuve à l'appui"
    ),
    at_most="pendant {} au plus",
    up_to="jusqu'au {} inclus",
    from_day="ceci ne vaut qu'à partir du {}",
    from_law="ceci ne vaut qu'une fois que {} est en vigueur",
    until_day="ceci vaut jusqu'au {} inclus",
    cited="{number}, point {paragraph}\u00a0: {what}",
    no_clause="aucune clause ne permet la communication de données de cette source",
    manners={
        "consult": "par consultation",
        "notify": "par notification",
        "batch": "par fichier",
        "extract": "sous forme d'extrait",
        "enclave": "dans un environnement sécurisé",
        "table": "sous forme de tableaux",
        "synthetic": "sous forme de fichier synthétique",
    },
    shapes={
        "identified": "non pseudonymisée",
        "pseudonymised": "pseudonymisée",
        "synthetic": "synthétique",
        "anonymous": "anonyme",
    },
    lacks={
        "recipient": "le demandeur ne figure pas parmi les destinataires\u00a0: {}",
        "purpose": "autorisé uniquement pour {}",
        "form": "autorisé uniquement sous forme {}",
        "channel": "autorisé uniquement {}",
        "fields": "autorisé uniquement pour ces données\u00a0: {}",
        "accession": "aucune adhésion {} ne mentionne les données demandées",
        "condition": "il n'est pas établi {}",
        "not-yet-in-force": "entre en vigueur le {}",
        "ended": "a cessé d'avoir effet le {}",
    },
    at_known="{}, au sein d'une organisation connue ici",
    while_existing="{}, tant que l'organisation existe",
    permitted="autorisé par {number}, point {paragraph}",
    passed="ces données sont transmises\u00a0: {}",
    answered="il n'est répondu que par oui ou par non, sur la base de ces données\u00a0: {}",
    dropped={
        "not-in-clause": (
            "données non transmises, parce que la clause ne les mentionne pas\u00a0: {}"
        ),
        "not-in-accession": (
            "données non transmises, parce que l'adhésion du destinataire"
            " ne les mentionne pas\u00a0: {}"
        ),
    },
    not_before="rien d'antérieur au {} n'est transmis",
)
