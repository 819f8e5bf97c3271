"""OpenID AuthZEN Authorization API 1.0: may this be, yes or no? No data moves.

How its words map to a communication:

    subject.type        `person`: someone who acts for the organisation; `organisation`: itself
    subject.id          the number of the person who acts, or the organisation
    subject.properties  role
    action.name         the channel, such as `consult`
    action.properties   purpose, form
    resource.type       the source
    resource.id         the number (SSIN) of the person concerned
    resource.properties fields
    context             facts

The recipient is the organisation of the access token. The decision is true only if every field
asked may pass: who enforces a bare yes would hand out all of them. Keys that are not known here are
ignored, as the specification leaves them free; they can widen nothing.
"""

import asyncio
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from beraad.exchange.server.problem import ProblemError
from beraad.exchange.server.shapes import (
    MOST_QUESTIONS,
    Facts,
    Fault,
    Fields,
    Granted,
    MayBeEmpty,
    Near,
    Supposition,
    Word,
)
from beraad.exchange.server.way import Way
from beraad.law.catalogue import Language
from beraad.law.clause import Channel, Form

PLACES = {"/subject": "/resource/id", "/recipient": "/subject/id"}
"""Where the places of our questions stand in those of AuthZEN."""


class ActorProperties(msgspec.Struct, frozen=True):
    """As what the subject acts."""

    role: MayBeEmpty = ""


class Actor(msgspec.Struct, frozen=True):
    """The subject of AuthZEN: who acts."""

    type: Literal["person", "organisation"]
    id: Word
    properties: ActorProperties = ActorProperties()


class ActionProperties(msgspec.Struct, frozen=True):
    """What for, and in which form."""

    purpose: Word
    form: Form = "identified"


class Action(msgspec.Struct, frozen=True):
    """By which channel."""

    name: Channel
    properties: ActionProperties


class ResourceProperties(msgspec.Struct, frozen=True):
    """What is asked."""

    fields: Fields


class Resource(msgspec.Struct, frozen=True):
    """The data of a source about a person."""

    type: Word
    id: Word
    properties: ResourceProperties


class Context(msgspec.Struct, frozen=True):
    """What the organisation establishes."""

    facts: Facts = {}


class Evaluation(msgspec.Struct, frozen=True):
    """One question of AuthZEN."""

    subject: Actor
    action: Action
    resource: Resource
    context: Context = Context()

    def supposition(self, asker: str) -> Supposition:
        """The question as ours."""
        acts = self.subject.type == "person"
        return Supposition(
            recipient=asker if acts else self.subject.id,
            subject=self.resource.id,
            source=self.resource.type,
            purpose=self.action.properties.purpose,
            fields=self.resource.properties.fields,
            form=self.action.properties.form,
            channel=self.action.name,
            role=self.subject.properties.role,
            person=self.subject.id if acts else "",
            facts=self.context.facts,
        )


class Part(msgspec.Struct, frozen=True):
    """A question whose missing parts are those of the whole."""

    subject: Actor | UnsetType = UNSET
    action: Action | UnsetType = UNSET
    resource: Resource | UnsetType = UNSET
    context: Context | UnsetType = UNSET


class Options(msgspec.Struct, frozen=True):
    """Whether to go on after the first deny, or the first permit."""

    evaluations_semantic: Literal["execute_all", "deny_on_first_deny", "permit_on_first_permit"] = (
        "execute_all"
    )


class Evaluations(Part, frozen=True):
    """Questions in a row; without any it is one question itself."""

    evaluations: Annotated[list[Part], Meta(max_length=MOST_QUESTIONS)] = []
    options: Options = Options()


class Failure(msgspec.Struct, frozen=True):
    """Why one of several has no decision."""

    status: int
    message: str


class Reasons(msgspec.Struct, frozen=True, omit_defaults=True):
    """The entry in the journal, the clause or what is missing, in words."""

    entry: int | UnsetType = UNSET
    permit: Granted | UnsetType = UNSET
    nearest: list[Near] | UnsetType = UNSET
    sentences: list[str] | UnsetType = UNSET
    error: Failure | UnsetType = UNSET


class Decided(msgspec.Struct, frozen=True):
    """The answer of AuthZEN: true only if every field that was asked may be had. Where some may
    not, it is false, and `context.permit` tells which pass."""

    decision: bool
    context: Reasons


class Decideds(msgspec.Struct, frozen=True):
    """The answers in the order of the questions; fewer where it was to stop."""

    evaluations: list[Decided]


class Configuration(msgspec.Struct, frozen=True):
    """Where the decision point is found (section 9 of the specification)."""

    policy_decision_point: str
    access_evaluation_endpoint: str
    access_evaluations_endpoint: str


def configuration(issuer: str) -> Configuration:
    """The configuration of the gateway at this address."""
    start = f"{issuer}/access/v1"
    return Configuration(issuer, f"{start}/evaluation", f"{start}/evaluations")


async def evaluate(way: Way, asker: str, one: Evaluation, language: Language) -> Decided:
    """One decision; ProblemError."""
    try:
        found = await way.explain(asker, one.supposition(asker), language)
    except ProblemError as problem:
        problem.faults = tuple(
            Fault(PLACES.get(fault.pointer, fault.pointer), fault.expected)
            for fault in problem.faults
        )
        raise
    whole = found.permit is not None and not found.permit.dropped
    return Decided(
        whole,
        Reasons(
            entry=found.entry.index,
            permit=found.permit or UNSET,
            nearest=found.nearest,
            sentences=found.sentences,
        ),
    )


async def evaluate_all(
    way: Way, asker: str, asked: Evaluations, language: Language
) -> Decided | Decideds:
    """All decisions; one that cannot be had is a no that tells why."""
    if not asked.evaluations:
        return await evaluate(way, asker, merged(asked, asked), language)
    ending = {"deny_on_first_deny": False, "permit_on_first_permit": True}
    stop = ending.get(asked.options.evaluations_semantic)
    if stop is None:
        every = [decide(way, asker, asked, part, language) for part in asked.evaluations]
        return Decideds(list(await asyncio.gather(*every)))
    found = []
    for part in asked.evaluations:
        found.append(await decide(way, asker, asked, part, language))
        if found[-1].decision is stop:
            break
    return Decideds(found)


async def decide(
    way: Way, asker: str, asked: Evaluations, part: Part, language: Language
) -> Decided:
    """One of several."""
    try:
        return await evaluate(way, asker, merged(asked, part), language)
    except ProblemError as problem:
        told = problem.told(language)
        where = "".join(f" {fault.pointer}: {fault.expected}." for fault in told.faults)
        error = Failure(told.status, f"{told.title}{where} {told.todo}")
        entry = UNSET if problem.entry is None else problem.entry
        return Decided(False, Reasons(entry=entry, error=error))


def merged(whole: Evaluations, part: Part) -> Evaluation:
    """A part with what it leaves out taken from the whole; ProblemError if it is in neither."""
    subject = whole.subject if part.subject is UNSET else part.subject
    action = whole.action if part.action is UNSET else part.action
    resource = whole.resource if part.resource is UNSET else part.resource
    context = whole.context if part.context is UNSET else part.context
    if subject is UNSET or action is UNSET or resource is UNSET:
        lacking = "subject" if subject is UNSET else "action" if action is UNSET else "resource"
        raise ProblemError("wrong-content", faults=(Fault(f"/{lacking}", "object"),))
    return Evaluation(subject, action, resource, Context() if context is UNSET else context)
