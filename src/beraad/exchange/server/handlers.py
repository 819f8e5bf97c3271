"""What each address does."""

import asyncio
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import parse_qs

import msgspec
from starlette.responses import Response

from beraad.exchange.directory import DirectoryError
from beraad.exchange.evidence import EvidenceError
from beraad.exchange.gateway import Scales
from beraad.exchange.server import authzen
from beraad.exchange.server.answers import Kept
from beraad.exchange.server.assertion import UntrustedError
from beraad.exchange.server.gate import Call, Gate
from beraad.exchange.server.problem import MEDIA_TYPE as PROBLEM
from beraad.exchange.server.problem import ProblemError
from beraad.exchange.server.read import body_of, decoded
from beraad.exchange.server.shapes import (
    Answered,
    Fault,
    Health,
    Promised,
    Proof,
    Question,
    Questions,
    Replies,
    Reply,
    Supposition,
    Token,
    TokenProblem,
)
from beraad.exchange.server.stages import Final, promised
from beraad.exchange.server.tokens import LIFE
from beraad.exchange.server.used import UsedDownError
from beraad.journal.store import Journal, JournalError
from beraad.journal.tile import WIDTH, Tile

Result = TypeVar("Result")
JSON = "application/json"
ASYNC = "respond-async"
FORM = "application/x-www-form-urlencoded"
MOST_BYTES = 64 * 1024
MOST_BATCH_BYTES = 1024 * 1024
GRANT = "client_credentials"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


async def consult(call: Call) -> Response:
    """One question about one person."""
    question = decoded(await body_of(call.request, JSON, MOST_BYTES), Question)
    waiting = not wants_no_waiting(call.request.headers.get("prefer", ""))
    answer = await call.gate.way.consult(call.asker, question, call.language, waiting=waiting)
    if isinstance(answer, Promised):
        applied = {} if waiting else {"Preference-Applied": ASYNC}
        return later(call, answer, applied)
    return in_json(call, answer, yeses=[answer.yes])


def wants_no_waiting(prefer: str) -> bool:
    """Whether the header Prefer (RFC 7240, 4.1) asks not to wait for the answer."""
    return any(part.strip().lower() == ASYNC for part in prefer[:1000].split(","))


async def collect(call: Call) -> Response:
    """The answer that was promised: interim so far, or final."""
    reference = call.request.path_params["reference"]
    found = await collected(call.gate, reference, call.asker)
    if found.content is None:
        return later(call, promised("interim", reference, found.until), {})
    final = msgspec.json.decode(found.content, type=Final)
    if final.problem:
        after = {"Retry-After": final.after} if final.after else {}
        body = msgspec.json.encode(final.problem)
        response = Response(body, final.problem.status, after, PROBLEM)
    else:
        yes = final.answer.yes if final.answer else None
        response = in_json(call, final.answer, yeses=[yes])
    response.headers["Content-Language"] = final.language
    return response


async def acknowledge(call: Call) -> Response:
    """The organisation has its final answer: nothing of it is kept."""
    reference = call.request.path_params["reference"]
    found = await collected(call.gate, reference, call.asker)
    if found.content is None:
        return later(call, promised("interim", reference, found.until), {})
    await call.gate.way.stages.acknowledge(reference, call.asker)
    return Response(status_code=204)


async def collected(gate: Gate, reference: str, asker: str) -> Kept:
    """What became of a promise; one that is broken is recorded as such before that is told."""
    stages = gate.way.stages
    found = await stages.find(reference, asker)
    if found.content is None and stages.seconds() >= found.due:
        await stages.settle(gate.book, gate.readers)
        found = await stages.find(reference, asker)
    return found


def later(call: Call, promise: Promised, headers: Mapping[str, str]) -> Response:
    """Where the final answer will be, and when to look."""
    response = in_json(call, promise)
    response.status_code = 202
    response.headers.update({"Location": promise.address, "Retry-After": "1", **headers})
    return response


async def consult_batch(call: Call) -> Response:
    """Many questions, each answered or refused for itself."""
    asked = decoded(await body_of(call.request, JSON, MOST_BATCH_BYTES), Questions)
    replies = list(await asyncio.gather(*(reply(call, one) for one in asked.questions)))
    yeses = [one.answer.yes for one in replies if isinstance(one.answer, Answered)]
    return in_json(call, Replies(replies), yeses=yeses)


async def reply(call: Call, raw: msgspec.Raw) -> Reply:
    """The reply to one of many questions."""
    try:
        question = decoded(raw, Question)
        answer = await call.gate.way.consult(call.asker, question, call.language)
        if isinstance(answer, Promised):
            return Reply(202, promised=answer)
        return Reply(200, answer=answer)
    except ProblemError as problem:
        return Reply(problem.status, problem=problem.told(call.language))


async def explain(call: Call) -> Response:
    """What would be answered, and why."""
    wish = decoded(await body_of(call.request, JSON, MOST_BYTES), Supposition)
    return in_json(call, await call.gate.way.explain(call.asker, wish, call.language))


async def evaluation(call: Call) -> Response:
    """AuthZEN: one decision."""
    one = decoded(await body_of(call.request, JSON, MOST_BYTES), authzen.Evaluation)
    return in_json(call, await authzen.evaluate(call.gate.way, call.asker, one, call.language))


async def evaluations(call: Call) -> Response:
    """AuthZEN: many decisions."""
    asked = decoded(await body_of(call.request, JSON, MOST_BATCH_BYTES), authzen.Evaluations)
    found = await authzen.evaluate_all(call.gate.way, call.asker, asked, call.language)
    return in_json(call, found)


async def authzen_configuration(call: Call) -> Response:
    """AuthZEN: where the decision point is found."""
    return in_json(call, authzen.configuration(call.gate.tokens.issuer))


async def token(call: Call) -> Response:
    """An access token for a proof (RFC 6749, 4.4; RFC 7523, 2.2); errors as RFC 6749 has them."""
    try:
        body = await body_of(call.request, FORM, MOST_BYTES)
        given = form_of(body)
    except (ProblemError, ValueError):
        return told_of_token("invalid_request", f"send a small form as {FORM}")
    if given.get("grant_type") != GRANT:
        return told_of_token("unsupported_grant_type", f"grant_type must be {GRANT}")
    if given.get("client_assertion_type") != ASSERTION or "client_assertion" not in given:
        return told_of_token("invalid_request", f"client_assertion_type must be {ASSERTION}")
    gate, now = call.gate, int(call.gate.seconds())
    try:
        certificate = gate.proxy.certificate(call.request.headers, now) or ""
    except ProblemError:
        return told_of_token("invalid_client", "the proxy alone may name a certificate")
    try:
        believed = asyncio.to_thread(gate.doorkeeper.organisation, given["client_assertion"], now)
        asker = await believed
    except UntrustedError as error:
        return told_of_token("invalid_client", str(error))
    except UsedDownError:
        raise ProblemError("identity-down", headers={"Retry-After": "5"}) from None
    if given.get("client_id", asker) != asker:
        return told_of_token("invalid_client", "client_id must be the iss of the assertion")
    made = Token(gate.tokens.make(asker, now, certificate), LIFE)
    return Response(msgspec.json.encode(made), media_type=JSON, headers={"Pragma": "no-cache"})


def form_of(body: bytes) -> Mapping[str, str]:
    """The values of a form; ValueError where it is none, or has one key twice."""
    found = parse_qs(body.decode("ascii"), strict_parsing=True, max_num_fields=20)
    if any(len(values) > 1 for values in found.values()):
        raise ValueError("a key stands twice")
    return {name: values[0] for name, values in found.items()}


def told_of_token(error: str, why: str) -> Response:
    """Why there is no token."""
    plain = msgspec.convert({"error": error, "error_description": why}, TokenProblem)
    status = 401 if error == "invalid_client" else 400
    return Response(msgspec.json.encode(plain), status, media_type=JSON)


async def checkpoint(call: Call) -> Response:
    """The latest signed checkpoint."""
    note = await read_journal(call, lambda journal: journal.checkpoint().encode())
    return Response(note, media_type="text/plain")


async def tile(call: Call) -> Response:
    """A tile of hashes; a full one never changes."""
    path = call.request.path_params
    try:
        wanted = Tile.parse(f"tile/{path['level']}/{path['number']}")
    except ValueError:
        raise ProblemError("not-found") from None
    found = await read_journal(call, lambda journal: journal.tile(wanted))
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    kept = headers if wanted.width == WIDTH else {}
    return Response(found, media_type="application/octet-stream", headers=kept)


async def inclusion(call: Call) -> Response:
    """That an entry stands in the journal."""
    index, size = number_in(call, "index") or 0, number_in(call, "size", needed=False)

    def prove(journal: Journal) -> Proof:
        proof = journal.inclusion(index, size)
        note = journal.checkpoint(proof.size)
        path = [one.hex() for one in proof.path]
        return Proof(proof.index, proof.size, path, note, proof.leaf.hex())

    return in_json(call, await read_journal(call, prove))


async def consistency(call: Call) -> Response:
    """That the journal only grew."""
    old, new = number_in(call, "old") or 0, number_in(call, "new", needed=False)

    def prove(journal: Journal) -> Proof:
        proof = journal.consistency(old, new)
        note = journal.checkpoint(proof.new)
        return Proof(proof.old, proof.new, [one.hex() for one in proof.path], note)

    return in_json(call, await read_journal(call, prove))


async def read_journal(call: Call, read: Callable[[Journal], Result]) -> Result:
    """What is read in the journal; ProblemError where there is no such thing."""
    try:
        return await call.gate.readers.ask(read)
    except (JournalError, ValueError):
        raise ProblemError("not-found") from None


def number_in(call: Call, name: str, needed: bool = True) -> int | None:
    """A whole number of the query; ProblemError."""
    given = call.request.query_params.getlist(name)
    if not given and not needed:
        return None
    if len(given) != 1 or not (given[0].isascii() and given[0].isdecimal() and len(given[0]) < 16):
        raise ProblemError("wrong-content", faults=(Fault(f"/{name}", "a whole number, once"),))
    return int(given[0])


async def health(call: Call) -> Response:
    """Whether questions can be answered: journal, directory and evidence; 503 if not."""
    gate = call.gate
    parts = {
        "journal": await gate.book.works(),
        "stores": await stores_work(call),
        "identity": await asyncio.to_thread(gate.doorkeeper.used.works, int(gate.seconds())),
    }
    found = Health(all(parts.values()), parts)
    return Response(msgspec.json.encode(found), 200 if found.ok else 503, media_type=JSON)


async def stores_work(call: Call) -> bool:
    """Whether directory and evidence can be read."""

    def check(scales: Scales) -> None:
        scales.directory.current("")
        scales.evidence.check()

    try:
        await call.gate.desks.ask(check)
    except (DirectoryError, EvidenceError, ProblemError):
        return False
    return True


async def metrics(call: Call) -> Response:
    """Counters and times."""
    return Response(call.gate.meter.text(), media_type="text/plain; version=0.0.4")


def in_json(call: Call, value: object, yeses: "list[bool | None] | None" = None) -> Response:
    """A value as JSON. `true` is a sign shorter than `false`: a blank for each yes makes answers
    of yes and no equally long, so that their size tells nothing on the wire."""
    blanks = b" " * sum(one is True for one in yeses or ())
    return Said(msgspec.json.encode(value) + blanks, call.language)


class Said(Response):
    """A body of JSON in a language, with its headers as they go out."""

    def __init__(self, body: bytes, language: str) -> None:
        self.status_code, self.background, self.body = 200, None, body
        self.raw_headers = [
            (b"content-length", str(len(body)).encode()),
            (b"content-type", JSON.encode()),
            (b"content-language", language.encode()),
            (b"vary", b"Accept-Language"),
        ]
