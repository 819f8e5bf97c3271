"""Every address of the gateway, in one table: the server is built from it, and so is OpenAPI."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from starlette.responses import Response

from beraad.exchange.files.numbers import ARROW, CSV
from beraad.exchange.server import authzen, handlers, mutations
from beraad.exchange.server.files import FileQuestion, send_file
from beraad.exchange.server.gate import Call
from beraad.exchange.server.post_shapes import (
    MOST_WAIT,
    Acknowledged,
    Acknowledgement,
    Notifications,
    Publication,
    PublicationTaken,
)
from beraad.exchange.server.shapes import (
    Answered,
    Explained,
    Health,
    Promised,
    Proof,
    Question,
    Questions,
    Replies,
    Supposition,
    Token,
)

Handler: TypeAlias = Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an address: in the `path` or the `query`."""

    name: str
    where: str
    schema: Mapping[str, object]
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Address:
    """What one method at one path does.

    `takes` is the type of the body; `gives` that of the answer (of several: one
    of them), or its media type. `problems` are
    the statuses under which a problem may come instead. Where the body is a file, `files` are its
    media types, and what it takes stands in the header `Beraad-Question`.
    """

    method: str
    path: str
    name: str
    run: Handler
    gives: Any
    takes: Any = None
    secured: bool = True
    parameters: tuple[Parameter, ...] = ()
    problems: tuple[int, ...] = ()
    answers: tuple[int, ...] = field(default=(200,))
    files: tuple[str, ...] = ()


WHOLE = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1}
REFERENCE = Parameter(
    "reference",
    "path",
    {"type": "string", "minLength": 20, "maxLength": 100, "pattern": "^[\\w-]+$"},
)
BODY = (400, 401, 413, 415, 422, 500, 503)
ASKED = (*BODY, 403, 502)

ADDRESSES = (
    Address(
        "POST",
        "/v1/consult",
        "consult",
        handlers.consult,
        (Answered, Promised),
        Question,
        problems=ASKED,
        answers=(200, 202),
    ),
    Address(
        "GET",
        "/v1/answers/{reference}",
        "answer",
        handlers.collect,
        (Answered, Promised),
        parameters=(REFERENCE,),
        problems=(401, 404, 422, 502, 503),
        answers=(200, 202),
    ),
    Address(
        "DELETE",
        "/v1/answers/{reference}",
        "acknowledge-answer",
        handlers.acknowledge,
        Promised,
        parameters=(REFERENCE,),
        problems=(401, 404, 502),
        answers=(202, 204),
    ),
    Address(
        "POST",
        "/v1/consult/batch",
        "consult-batch",
        handlers.consult_batch,
        Replies,
        Questions,
        problems=BODY,
    ),
    Address(
        "POST",
        "/v1/files",
        "files",
        send_file,
        CSV,
        FileQuestion,
        problems=(*ASKED, 409),
        files=(CSV, ARROW),
    ),
    Address(
        "POST", "/v1/explain", "explain", handlers.explain, Explained, Supposition, problems=ASKED
    ),
    Address(
        "POST",
        "/v1/publish",
        "publish",
        mutations.publish,
        PublicationTaken,
        Publication,
        problems=(*BODY, 403, 409),
    ),
    Address(
        "GET",
        "/v1/notifications",
        "notifications",
        mutations.notifications,
        Notifications,
        parameters=(
            Parameter("after", "query", WHOLE, needed=False),
            Parameter("limit", "query", {"type": "integer", "minimum": 1, "maximum": 100}, False),
            Parameter(
                "wait", "query", {"type": "integer", "minimum": 0, "maximum": MOST_WAIT}, False
            ),
        ),
        problems=(401, 422, 503),
    ),
    Address(
        "POST",
        "/v1/notifications/ack",
        "acknowledge-notifications",
        mutations.acknowledge,
        Acknowledged,
        Acknowledgement,
        problems=BODY,
    ),
    Address(
        "POST",
        "/access/v1/evaluation",
        "evaluation",
        handlers.evaluation,
        authzen.Decided,
        authzen.Evaluation,
        problems=ASKED,
    ),
    Address(
        "POST",
        "/access/v1/evaluations",
        "evaluations",
        handlers.evaluations,
        (authzen.Decided, authzen.Decideds),
        authzen.Evaluations,
        problems=ASKED,
    ),
    Address(
        "GET",
        "/.well-known/authzen-configuration",
        "authzen-configuration",
        handlers.authzen_configuration,
        authzen.Configuration,
        secured=False,
    ),
    Address(
        "POST",
        "/oauth/token",
        "token",
        handlers.token,
        Token,
        "form",
        secured=False,
        problems=(503,),
    ),
    Address(
        "GET",
        "/checkpoint",
        "checkpoint",
        handlers.checkpoint,
        "text/plain",
        secured=False,
        problems=(503,),
    ),
    Address(
        "GET",
        "/tile/{level}/{number}",
        "tile",
        handlers.tile,
        "application/octet-stream",
        secured=False,
        parameters=(
            Parameter(
                "level", "path", {"type": "string", "pattern": "^([0-9]|[1-5][0-9]|6[0-3])$"}
            ),
            Parameter("number", "path", {"type": "string", "minLength": 3, "maxLength": 100}),
        ),
        problems=(404, 503),
    ),
    Address(
        "GET",
        "/v1/journal/inclusion",
        "inclusion",
        handlers.inclusion,
        Proof,
        secured=False,
        parameters=(
            Parameter("index", "query", WHOLE),
            Parameter("size", "query", WHOLE, needed=False),
        ),
        problems=(404, 422, 503),
    ),
    Address(
        "GET",
        "/v1/journal/consistency",
        "consistency",
        handlers.consistency,
        Proof,
        secured=False,
        parameters=(
            Parameter("old", "query", WHOLE),
            Parameter("new", "query", WHOLE, needed=False),
        ),
        problems=(404, 422, 503),
    ),
    Address("GET", "/health", "health", handlers.health, Health, secured=False, answers=(200, 503)),
    Address("GET", "/metrics", "metrics", handlers.metrics, "text/plain", secured=False),
)
