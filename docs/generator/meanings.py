"""What each key of the documented JSON means."""

LIST = {
    "[].number": "such as `24/102`",
    "[].chamber": "`social-security-and-health` or `federal`",
    "[].adopted[].date": "the day of adoption, or the year alone",
    "[].adopted[].section": "the section that adopted, or empty",
    "[].amended": "a list with the day, or the year alone, of each amendment",
    "[].kind": "see [documents](documents.md)",
    "[].titles.nl": "the title in Dutch",
    "[].titles.fr": "the title in French",
    "[].titles.de": "the title in German",
    "[].titles.en": "the title in English",
    "[].status": "on the day of `--on`: `not-yet-adopted`, `not-yet-in-force`, `waits-for-law`, "
    "`in-force` or `ended`",
    "[].in_force": "the instant of entry into force, `null` while it is not known",
    "[].in_force_reckoned": "whether that is only the last possible instant, reckoned because the "
    "day of adoption is not known",
    "[].as_printed": "how the source prints it, where that cannot be right, or empty",
    "[].probably": "a list of what was probably meant",
    "[].parties": "a list of the organisations, categories and roles that the source names",
    "[].illustrative_parties": "a list of those that the illustrative text adds",
    "[].companion": "a list of the numbers of the deliberations that belong with it",
    "[].source": "where the facts come from",
}
DECISION = {
    "decision": "`permit` or `refusal`",
    "chamber": "permit: the chamber of the deliberation",
    "number": "permit: the deliberation",
    "paragraph": "permit: the paragraph that the clause implements",
    "clause": "permit: the name of the clause",
    "passed": "permit: the fields that may pass, in the order asked",
    "dropped": "permit: the fields left out, each with the reason; see [refusals](refusals.md)",
    "answer": "permit: `fields`, or `yes-no` where only the answer may pass",
    "not_before": "permit: the oldest day of history, or `null`",
    "keep.length": "permit: how long the recipient may keep what it gets",
    "keep.destroyed_with_proof": "permit: whether it must prove that it destroyed it",
    "leaves_as": "permit: `null`, or how results may leave, with `form` and `after`",
    "facts_used": "permit: the evidence that the conditions looked at",
    "nearest[].chamber": "refusal: the chamber of a deliberation that comes near",
    "nearest[].number": "refusal: the deliberation",
    "nearest[].paragraph": "refusal: the paragraph",
    "nearest[].clause": "refusal: the clause",
    "nearest[].missing[].code": "refusal: what is missing; see [refusals](refusals.md)",
    "nearest[].missing[].detail": "refusal: the condition, the wanted word, or the instant, which "
    "stands in UTC, as `2025-01-15T23:00:00+00:00`; `beraad register` and `beraad ask` give it "
    "in the time of Brussels, as `2025-01-16T00:00:00+01:00`",
    "nearest[].missing[].number": "refusal: the deliberation that wants it",
    "nearest[].missing[].paragraph": "refusal: the paragraph that wants it",
    "nearest[].missing[].reckoned": "refusal: whether the instant is only the last possible one",
    "unknown[].part": "a word not understood (only where there are some): of `source`, `facts` ...",
    "unknown[].word": "that word",
    "unknown[].nearest": "the nearest word that is known, or empty",
    "unknown[].expected": "for a known fact `yes-no`, `number` or `word`, which its value is not",
    "sentences": "the decision in the language of `--lang`, then the unknown words, a list",
}
SAY = {
    "[].paragraph": "the paragraph that the clause implements",
    "[].clause": "the name of the clause",
    "[].sentence": "the clause in one sentence, in the language of `--lang`",
    "[].in_force": "whether the clause permits anything at the instant of `--on`",
}
TERMS = {
    "population": "whose data",
    "conditions": "what must be met",
    "looking_back": "how far back, or empty",
    "keep": "how long the recipient may keep them",
    "answer": "`fields` or `yes-no`",
    "leaves_as": "how results may leave, or empty",
    "accession": "the organisations whose accession names the field",
    "until": "the last day of the clause, or empty",
}
ROW = {
    "recipients": "such as `role:nurse`, `party:nsso`, `category:employer`, `anyone`",
    "sources": "the sources",
    "purpose": "what for",
    "form": "in which form",
    "channels": "by which channels",
    "fields": "the fields that change alike",
    "grounds[].chamber": "the chamber of a deliberation that gives it, before or after",
    "grounds[].number": "the deliberation",
    "grounds[].paragraph": "the paragraph",
    "grounds[].clause": "the clause",
}


BY = {"[].by": "deliberation, paragraph and clause, such as `24/028 paragraph 10 [clause]`"}
ACCESS = {
    **BY,
    "[].source": "the source",
    "[].fields": "the fields of it",
    "[].recipients": "such as `role:nurse`, `party:nsso`, `category:employer`, `anyone`",
    "[].purpose": "what for",
    "[].form": "in which form",
    "[].channels": "by which channels",
    **{f"[].terms.{key}": told for key, told in TERMS.items()},
}
ENDING = {
    "[].end": "the instant at which it ends, in Brussels time",
    **BY,
    "[].reckoned": "whether that is only the last possible instant",
}
OVERLAPS = {
    "[].one": "a clause, such as `16/008 paragraph 13 [inhabitants]`",
    "[].other": "another that permits the same",
    "[].source": "the source of an example that both permit",
    "[].fields": "the fields of that example",
}
NEVER_MET = {**BY, "[].because": "why it can never be met, a list of `reason: detail`"}
ALLOWED = {
    **BY,
    "[].missing": "what is missing, a list of `code: detail`; see [refusals](refusals.md); an "
    "instant is in Brussels time",
    "[].evidence": "evidence with which it is permitted, or `null` where none is enough",
}
REPLAYED = {
    "opened": "refused then, permitted now",
    "closed": "permitted then, refused now",
    "altered": "permitted then and now, but not alike",
}
REPLAY = {
    **{
        f"{name}[].{key}": f"{which}: {told}"
        for name, which in REPLAYED.items()
        for key, told in (
            ("at", "when it was asked"),
            ("communication", "what was asked"),
            ("before", "the answer then, as `beraad decide` tells it"),
            ("after", "the answer under the law of the other day"),
        )
    },
    "same": "how many are answered alike",
}


def rows(name: str, *sides: str) -> dict[str, str]:
    """The keys of the rows of one list; a side that is missing is `null`."""
    found = {f"{name}[].{key}": told for key, told in ROW.items()}
    for side in ("before", "after"):
        if side in sides:
            found |= {f"{name}[].{side}.{key}": f"{side}: {told}" for key, told in TERMS.items()}
        else:
            found[f"{name}[].{side}"] = "`null`"
    return found


COMPARE = {
    **rows("added", "after"),
    **rows("removed", "before"),
    **rows("changed", "before", "after"),
    "changed[].aspects": "the names of the terms that differ",
    "unchanged": "how many single permissions stay as they are",
    "together": "a list of fields that change only when they are asked for together; its rows have "
    "the keys of `changed`, and those told in "
    "[amend](../how-to/amend-a-deliberation.md#fields-that-are-asked-together)",
    "undecided": "a list of fields of which the search ended before it was known whether they "
    "change when they are asked for together; empty where all was decided",
    "widens.ways": "in what way something becomes wider; `widens` is `null` where nothing does, "
    "which is then proven",
    "widens.field": "the field of the example that goes further than before",
    "widens.age_in_days": "the age of the data in the example",
    "widens.at": "the instant of the example; each side answers as if it were in force then",
    "widens.recipient": "the organisation of the example",
    "widens.role": "the role of the example, or empty",
    "widens.source": "the source of the example",
    "widens.purpose": "the purpose of the example",
    "widens.fields": "the fields of the example",
    "widens.form": "the form of the example",
    "widens.channel": "the channel of the example",
    "widens.facts": "the evidence of the example",
    "widens.number": "the deliberation that permits the example afterwards",
    "widens.paragraph": "its paragraph",
    "widens.answer_before": "what was answered before, as `beraad decide` tells it; to a request "
    "for `field` alone where that for all `fields` did not give it",
    "widens.answer_after": "what is answered afterwards, as `beraad decide` tells it",
}
REPORT = {
    "report": "`activity`",
    "year": "the year",
    "language": "the language of `title` and `blocks`",
    "title": "the title",
    "figures[].id": "the name of the figure, stable",
    "figures[].value": "a number, or `null` where the figure is a day, is not recorded, or where "
    "the printed report has but words for it, which are in `printed`",
    "figures[].exactness": "`exact` or `approximate`, also of a day and of words without a number; "
    "`null` where it is not recorded",
    "figures[].day": "the day that the figure gives, or `null`",
    "figures[].printed": "the words of the printed report, or empty",
    "figures[].source.kind": "`printed`, `register`, `journal` or `not-recorded`",
    "figures[].source.document": "the document that prints it, or empty",
    "figures[].source.sentence": "the sentence that prints it, or empty",
    "figures[].source.lines": "the lines of that sentence, or `null`",
    "figures[].source.query": "the query over register or journal that gives it, or that would if "
    "it is not recorded; empty for what is printed",
    "figures[].source.entries": "what was counted: numbers and documents of the register, or "
    "positions in the journal such as `4` and `7-12`",
    "checks[].kind": "`sum` of parts, or `amendments` counted in the register",
    "checks[].claimed": "the figure that is checked",
    "checks[].figures": "the figures that were added up or counted",
    "checks[].printed": "the printed count, or `null`",
    "checks[].found": "what was found",
    "checks[].agrees": "whether they agree",
    "sections[].id": "the section of the report",
    "sections[].deliberations[].row": "the deliberation, as in `beraad register list --json`",
    "sections[].deliberations[].amended": "the days, or the year, of its amendments in the year",
    "blocks": "the report as it is laid out, a list of blocks",
}
EXPORT = {
    "format": "first line: `beraad-journal-1`",
    "vkey": "first line: the public key of the log, as C2SP signed notes write it",
    "size": "first line: the number of entries; a checkpoint: how many it covers",
    "entry.at": "the instant, in UTC to the microsecond",
    "entry.act": "see [journal acts](journal-acts.md)",
    "entry.actor": "who did it, an opaque name",
    "entry.about": "the number of the deliberation or request, or empty",
    "entry.subject": "the pseudonym of the person concerned, or empty",
    "entry.facts": "what else is recorded",
    "index": "the place of the entry, from 0",
    "leaf": "its leaf in the tree, in base64; an erased entry has only place and leaf",
    "salt": "its salt, in base64",
    "checkpoint": "the signed note",
    "serial": "the number of the checkpoint",
    "tiles": "last line: a digest for each level of the tree",
}
