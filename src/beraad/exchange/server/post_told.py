"""A notification that was decided and recorded, as JSON."""

import msgspec
from msgspec import UNSET

from beraad.exchange.mutation.delivery import Delivery
from beraad.exchange.server.post_shapes import Notification
from beraad.exchange.server.told import granted, place
from beraad.journal.store import Position
from beraad.law.communication import Permit


def told(delivery: Delivery, position: Position) -> Notification:
    """What the recipient hears. Which other fields changed is no matter of the recipient."""
    one, weighed, permit = delivery.notification, delivery.weighed, delivery.permit
    if weighed is None or not isinstance(permit, Permit):
        raise ValueError("only what is permitted is told")
    return Notification(
        place=one.place,
        source=one.source,
        subject=delivery.number or UNSET,
        pseudonym=delivery.pseudonym or UNSET,
        occurred=one.occurred,
        changed=list(permit.passed),
        permit=msgspec.structs.replace(granted(permit), dropped={}),
        rows=[dict(row) for row in weighed.rows],
        yes=weighed.yes,
        entry=place(position),
        salt=weighed.salt.hex(),
        via=list(weighed.forwarding.via),
    )
