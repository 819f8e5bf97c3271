"""What the addresses of mutations do."""

from starlette.responses import Response

from beraad.exchange.server.gate import Call
from beraad.exchange.server.handlers import JSON, MOST_BATCH_BYTES, MOST_BYTES, in_json, number_in
from beraad.exchange.server.post_shapes import (
    MOST_NOTIFICATIONS,
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
    if not {*call.request.query_params} <= {"after", "limit"}:
        raise ProblemError("wrong-content", faults=(Fault("", "after and limit, and no other"),))
    after, limit = number_in(call, "after", needed=False), number_in(call, "limit", needed=False)
    limit = MOST_NOTIFICATIONS if limit is None else limit
    if not 1 <= limit <= MOST_NOTIFICATIONS:
        fault = Fault("/limit", f"a whole number from 1 to {MOST_NOTIFICATIONS}")
        raise ProblemError("wrong-content", faults=(fault,))
    found = await call.gate.post.pull(call.asker, after or 0, limit)
    return in_json(call, found, yeses=[one.yes for one in found.notifications])


async def acknowledge(call: Call) -> Response:
    """These notifications need not come again."""
    given = decoded(await body_of(call.request, JSON, MOST_BYTES), Acknowledgement)
    return in_json(call, await call.gate.post.acknowledge(call.asker, given.places))
