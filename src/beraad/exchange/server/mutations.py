"""What the addresses of mutations do."""

from starlette.responses import Response

from beraad.exchange.server.gate import Call
from beraad.exchange.server.handlers import JSON, MOST_BATCH_BYTES, MOST_BYTES, in_json, number_in
from beraad.exchange.server.post_shapes import (
    MOST_NOTIFICATIONS,
    MOST_WAIT,
    Acknowledgement,
    Publication,
)
from beraad.exchange.server.problem import ProblemError
from beraad.exchange.server.read import body_of, decoded
from beraad.exchange.server.shapes import Fault


async def publish(call: Call) -> Response:
    """A source reports that fields about persons changed."""
    wish = decoded(await body_of(call.request, JSON, MOST_BATCH_BYTES), Publication)
    return in_json(call, await call.gate.post.publish(call.asker, wish))


async def notifications(call: Call) -> Response:
    """What waits for the organisation, in order; it comes again until it is acknowledged."""
    if not {*call.request.query_params} <= {"after", "limit", "wait"}:
        fault = Fault("", "after, limit and wait, and no other")
        raise ProblemError("wrong-content", faults=(fault,))
    after = number_in(call, "after", needed=False) or 0
    limit = bounded(call, "limit", 1, MOST_NOTIFICATIONS, MOST_NOTIFICATIONS)
    wait, gone = bounded(call, "wait", 0, MOST_WAIT, 0), call.request.is_disconnected
    found = await call.gate.post.await_news(call.asker, after, limit, wait, gone)
    return in_json(call, found, yeses=[one.yes for one in found.notifications])


def bounded(call: Call, name: str, least: int, most: int, default: int) -> int:
    """A whole number of the query, between bounds; ProblemError."""
    given = number_in(call, name, needed=False)
    if given is not None and not least <= given <= most:
        fault = Fault(f"/{name}", f"a whole number from {least} to {most}")
        raise ProblemError("wrong-content", faults=(fault,))
    return default if given is None else given


async def acknowledge(call: Call) -> Response:
    """These notifications need not come again."""
    given = decoded(await body_of(call.request, JSON, MOST_BYTES), Acknowledgement)
    return in_json(call, await call.gate.post.acknowledge(call.asker, given.places))
