"""The law in Cedar, the policy language of cedarpolicy.com, and decisions by Cedar's own engine.

Each provision in force is one policy. The recipient is the principal, the channel the action, a
field the resource; source, purpose, form, role and evidence stand in the context. Evidence is kept
apart by type (`answers`, `numbers`, `words`), because Cedar gives up on a whole policy where types
do not fit, and each use first asks whether the evidence is there: what is unknown satisfies
nothing, also under `not`. So Cedar is a third, independent evaluator of the same law.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import cedarpy

from beraad.law.act import day_of
from beraad.law.catalogue import Catalogue
from beraad.law.clause import CHANNELS
from beraad.law.communication import (
    Communication,
    Decision,
    Permit,
    Refusal,
    once,
)
from beraad.law.condition import AnyOf, Compares, Condition, Holds, Term
from beraad.law.decide import (
    ANYONE,
    SUBJECT,
    missing,
    nearest,
    permit,
    recipient_tokens,
)
from beraad.law.provision import Provision

NUMBERS_END = 10**12
"""Cedar's numbers have 64 bits. A bound has at most nine digits, so what lies further off may be
brought nearer without changing any comparison."""

EXISTING, ENDED = 'State::"existing"', 'State::"ended"'
"""An organisation of the catalogue is in one of these groups; one that it does not know in none."""


class CedarError(ValueError):
    """Cedar could not evaluate a request; carries what it says about it."""


# From provisions to policies -----------------------------------------------------------------


def export(provisions: Iterable[Provision], at: datetime) -> str:
    """One policy for each provision in force at an aware instant, `@id` telling which it is."""
    laws = named(provision for provision in provisions if provision.on(at))
    return "\n".join(policy(law, name) for name, (_, law) in laws.items())


def named(laws: Iterable[Provision]) -> dict[str, tuple[int, Provision]]:
    """Each provision, with its place, under a name such as `22/056 §3 history gfd #0`."""
    return {
        f"{law.number} §{law.paragraph} {law.clause.name} {law.source} #{place}": (place, law)
        for place, law in enumerate(laws)
    }


def policy(provision: Provision, name: str) -> str:
    """The Cedar text of one provision."""
    clause = provision.clause
    actions = ", ".join(f"Action::{quoted(channel)}" for channel in clause.by)
    conditions = [
        f"context.source == {quoted(provision.source)}",
        f"context.purpose == {quoted(clause.purpose)}",
        f"context.form == {quoted(clause.form)}",
        either(recipient(token) for token in sorted(provision.recipients)),
        resource_in(provision.fields),
        *([] if provision.accessions is None else [acceded(provision.accessions)]),
        *(condition(r.condition, provision.lists) for r in provision.requirements),
    ]
    return (
        f"@id({quoted(name)})\n"
        f"permit (principal, action in [{actions}], resource)\n"
        "when {\n  " + " &&\n  ".join(conditions) + "\n};\n"
    )


def quoted(word: str) -> str:
    """A Cedar string literal."""
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def either(parts: Iterable[str]) -> str:
    """A Cedar expression that holds where one of the parts does; of no parts, none does."""
    return "(" + (" || ".join(parts) or "false") + ")"


def recipient(token: str) -> str:
    """The Cedar expression of a recipient token."""
    kind, _, word = token.partition(":")
    if kind == "category":
        return f"principal in Category::{quoted(word)}"
    if kind == ANYONE:
        return f"!(principal in {ENDED})"
    meant = "principal == Party::" if kind == "party" else "context.role == "
    return meant + quoted(word) + ("" if token == SUBJECT else f" && principal in {EXISTING}")


def resource_in(fields: Iterable[str]) -> str:
    """The Cedar expression of a field being one of these."""
    return f"[{', '.join(f'Field::{quoted(name)}' for name in fields)}].contains(resource)"


def acceded(accessions: Mapping[str, frozenset[str]]) -> str:
    """The Cedar expression of a recipient having named the field in its accession."""
    return either(
        f"(principal == Party::{quoted(party)} && {resource_in(sorted(accessions[party]))})"
        for party in sorted(accessions)
    )


def condition(one: Condition, lists: Mapping[str, frozenset[str]]) -> str:
    """The Cedar expression of a condition being met, and known to be met."""
    if isinstance(one, AnyOf):
        return either(term(part, lists) for part in one.terms)
    return term(one, lists)


def term(one: Term, lists: Mapping[str, frozenset[str]]) -> str:
    """The Cedar expression of a simple term."""
    key = quoted(one.key)
    if isinstance(one, Holds):
        wanted = "true" if one.wanted else "false"
        return f"(context.answers has {key} && context.answers[{key}] == {wanted})"
    if isinstance(one, Compares):
        sign = "==" if one.sign == "=" else one.sign
        return f"(context.numbers has {key} && context.numbers[{key}] {sign} {one.bound})"
    members = ", ".join(quoted(word) for word in sorted(lists[one.list_name]))
    return f"(context.words has {key} && [{members}].contains(context.words[{key}]))"


# From catalogue and communication to entities and context ------------------------------------


def entities(catalogue: Catalogue, at: datetime) -> list[dict[str, object]]:
    """The parties as Cedar entities, each in its state and categories at an aware instant."""
    day = day_of(at)
    found: list[dict[str, object]] = []
    for word in catalogue.parties:
        state = "ended" if catalogue.has_ended(word, day) else "existing"
        categories = catalogue.categories_of(word, day)
        parents = [("State", state), *(("Category", category) for category in categories)]
        found.append(
            {
                "uid": {"type": "Party", "id": word},
                "attrs": {},
                "parents": [{"type": kind, "id": name} for kind, name in parents],
            }
        )
    return found


def context(communication: Communication) -> dict[str, object]:
    """The context of a request."""
    answers: dict[str, bool] = {}
    numbers: dict[str, int] = {}
    words: dict[str, str] = {}
    for key, value in communication.facts.items():
        if isinstance(value, bool):
            answers[key] = value
        elif isinstance(value, int):
            numbers[key] = max(-NUMBERS_END, min(value, NUMBERS_END))
        else:
            words[key] = value
    return {
        "source": communication.source,
        "purpose": communication.purpose,
        "form": communication.form,
        "role": communication.role,
        "answers": answers,
        "numbers": numbers,
        "words": words,
    }


def schema(catalogue: Catalogue) -> str:
    """The Cedar schema: every kind of evidence that the catalogue knows, by its type."""
    found: dict[str, list[str]] = {"yes-no": [], "number": [], "word": []}
    for word in catalogue.conditions.values():
        keys = [f"{word.word}({argument})" for argument in word.arguments] or [word.word]
        found[word.evidence].extend(keys)
    found["yes-no"].extend(f"about({word})" for word in catalogue.populations)
    return (
        "entity Category; entity State; entity Party in [Category, State]; entity Field;\n"
        f"action {', '.join(map(quoted, CHANNELS))} appliesTo {{\n"
        "  principal: [Party], resource: [Field], context: {\n"
        "    source: String, purpose: String, form: String, role: String,\n"
        f"    answers: {{{record(found['yes-no'], 'Bool')}}},\n"
        f"    numbers: {{{record(found['number'], 'Long')}}},\n"
        f"    words: {{{record(found['word'], 'String')}}}\n"
        "  }\n};\n"
    )


def record(keys: Iterable[str], kind: str) -> str:
    """Attributes that may be absent."""
    return ", ".join(f"{quoted(key)}?: {kind}" for key in keys)


# Deciding ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slice:
    """Policies in force at an instant, parsed, with the provisions behind their names."""

    laws: Mapping[str, tuple[int, Provision]]
    policies: cedarpy.PolicySet
    entities: cedarpy.Entities
    at: datetime

    def permit(self, communication: Communication) -> Permit | None:
        """The permit that Cedar's answers amount to: the policy that passes most fields gives it.

        Cedar is asked once for each field. None where it denies all; CedarError where it errs.
        """
        granted: dict[str, set[str]] = {}
        names = once(communication.fields)
        for name, result in zip(names, self.ask(communication, names), strict=True):
            if result.diagnostics.errors:
                raise CedarError("; ".join(result.diagnostics.errors))
            for reason in result.diagnostics.id_annotations_by_reason.values():
                granted.setdefault(reason, set()).add(name)
        if not granted:
            return None
        best = min(granted, key=lambda reason: self.rank(reason, granted[reason]))
        return permit(self.laws[best][1], granted[best], communication, self.at)

    def ask(self, communication: Communication, names: Iterable[str]) -> list[cedarpy.AuthzResult]:
        """Cedar's result for each field."""
        request = {
            "principal": {"type": "Party", "id": communication.recipient},
            "action": {"type": "Action", "id": communication.channel},
            "context": json.dumps(context(communication)),
        }
        requests = [{**request, "resource": {"type": "Field", "id": name}} for name in names]
        return cedarpy.is_authorized_batch(requests, self.policies, self.entities)

    def rank(self, reason: str, fields: set[str]) -> tuple[int, tuple[int, int, str, int], int]:
        """What decides between satisfied policies: most asked fields, then the order of the law."""
        place, law = self.laws[reason]
        return -len(fields), law.order, place


def read_slice(provisions: Iterable[Provision], parties: cedarpy.Entities, at: datetime) -> Slice:
    """The provisions in force at an aware instant as parsed policies."""
    known = [provision for provision in provisions if provision.on(at)]
    policies = cedarpy.PolicySet.from_str(export(known, at))
    return Slice(named(known), policies, parties, at)


def read_parties(catalogue: Catalogue, at: datetime) -> cedarpy.Entities:
    """The entities as Cedar reads them, once for any number of slices of that instant."""
    return cedarpy.Entities.from_json_str(json.dumps(entities(catalogue, at)))


def decide_by_cedar(
    laws: Iterable[Provision], communication: Communication, catalogue: Catalogue, at: datetime
) -> Decision:
    """The answer of these provisions, as `decide_by()` gives it, by way of Cedar.

    Cedar does not tell what is missing; the words of a refusal are those of the reference.
    """
    known = [law for law in laws if law.source == communication.source]
    found = read_slice(known, read_parties(catalogue, at), at).permit(communication)
    if found is not None:
        return found
    tokens = recipient_tokens(communication, catalogue, at)
    return Refusal(nearest([(p, tuple(missing(p, communication, tokens, at))) for p in known]))
