"""The deliberation drafted from its request: the fixed structure, the clause in its place."""

from datetime import date

from beraad.belgium.numbers import DeliberationNumber
from beraad.committee.apply.request import Request, line
from beraad.law.act import Chamber, Kind
from beraad.law.catalogue import LANGUAGES


def draft(
    request: Request,
    number: DeliberationNumber,
    adopted: date,
    chamber: Chamber = "social-security-and-health",
    kind: Kind = "individual",
) -> bytes:
    """The text of the deliberation that grants a request; it loads if the request's words do."""
    lines = [
        "---",
        f"number: {number}",
        f"chamber: {chamber}",
        f"kind: {kind}",
        f"adopted: {adopted}",
        *(f"title-{language}: {line(request.title[language])}" for language in LANGUAGES),
        "prose: drafted from the request",
        "---",
        "",
        *prose(request),
        "",
        *clause(request),
    ]
    return ("\n".join(lines) + "\n").encode()


def draft_amendment(
    request: Request, adopted: date, chamber: Chamber = "social-security-and-health"
) -> bytes:
    """The text of the amendment that grants a request to amend."""
    lines = [
        "---",
        f"amends: {line(request.amends)}",
        f"chamber: {chamber}",
        f"adopted: {adopted}",
        *(f"title-{language}: {line(request.title[language])}" for language in LANGUAGES),
        "prose: drafted from the request",
        "---",
        "",
        f"1. {line(request.purpose_explained)}",
        "",
        "```amendment",
        *(f"- {line(instruction)}" for instruction in request.instructions),
        "```",
    ]
    return ("\n".join(lines) + "\n").encode()


def prose(request: Request) -> list[str]:
    """Headings and numbered paragraphs."""
    reasons = "; ".join(
        f"{line(asked.name)}: {line(asked.justification)}" for asked in request.fields
    )
    paragraphs = {
        "# Subject": f"{line(request.applicant)} asks: {line(request.title['en'])}.",
        "# Assessment": "The chamber has examined the request on the points below.",
        "## Lawfulness": line(request.legal_basis),
        "## Purpose limitation": line(request.purpose_explained),
        "## Data minimisation": reasons,
        "## Storage limitation": line(request.keep_explained),
        "## Integrity and confidentiality": line(request.security),
        "# Decision": "The chamber authorises the communication that the following clause states.",
    }
    lines: list[str] = []
    for number, (heading, text) in enumerate(paragraphs.items(), 1):
        lines += [heading, "", f"{number}. {text}", ""]
    return lines[:-1]


def clause(request: Request) -> list[str]:
    """The clause that says what the request asks."""
    entries = {
        "from": request.source,
        "to": request.recipient,
        "for": request.purpose,
        "fields": f"[{', '.join(asked.name for asked in request.fields)}]",
        "form": request.form,
        "by": request.channel,
        "about": request.population,
        "when": f"[{', '.join(request.conditions)}]" if request.conditions else "",
        "looking-back": request.looking_back,
        "keep": request.keep,
    }
    written = [f"{key}: {line(value)}" for key, value in entries.items() if value]
    return ["```clause communication", *written, "```"]
