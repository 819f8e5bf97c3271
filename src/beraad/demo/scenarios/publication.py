"""A source reports that fields about persons changed (POST /v1/publish), and who is told of it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec

from beraad.demo.scenarios.asked import Asked
from beraad.demo.scenarios.cast import Cast
from beraad.demo.scenarios.consult import OK, facts_of, refused
from beraad.demo.scenarios.raw import Claim, Compared, compare
from beraad.demo.scenarios.told import (
    NOTHING,
    Came,
    Exchange,
    Ruling,
    of_entry,
    of_permit,
    permitting,
    rows_told,
)
from beraad.demo.scenarios.world import Running, World
from beraad.exchange.mutation.addressees import CHANNEL, parties, wishes
from beraad.journal.store import Journal
from beraad.law.act import day_of

PUBLISH, NOTIFICATIONS = "/v1/publish", "/v1/notifications"
NOBODY = "nobody"
WITHHELD = ("communication.refused", "communication.failed")


def publish(world: World, gateway: Running, people: Cast, asked: Asked) -> Came:
    """What comes of a mutation: whoever hears of it, and what each is told."""
    exchange = report(gateway, asked)
    if exchange.status != OK:
        return refused(gateway, exchange)
    published = exchange.answer["published"]
    index = int(published[0]["entry"]["index"])
    heard = [(party, one) for party in hearers(world, asked) for one in told(gateway, party)]
    cells = {"answer": "not-forwarded", "by": "no clause", "heard by": NOBODY, "rows": "none"}
    cells |= {"passed": NOTHING, "missing": NOTHING, "warned": NOTHING}
    held_back = withheld(gateway, index)
    cells |= of_withheld(held_back) or ({} if heard else of_unheard(world, asked))
    if heard:
        lacks, (_, first) = cells["missing"], heard[0]
        cells |= {"answer": "permit"} | of_permit(first["permit"]) | {"missing": lacks}
        cells["rows"] = rows_told(first["rows"], people)
        cells["heard by"] = "; ".join(f"{party}: {', '.join(x['changed'])}" for party, x in heard)
    compared = [beside(world, gateway, asked, party, x) for party, x in heard]
    faults = tuple(fault for one in compared for fault in one.faults)
    edges = frozenset().union(*(one.edges for one in compared))
    exchanges = (exchange, *(answered(party, one) for party, one in heard))
    rulings = [permitting(one["permit"]) for _, one in heard] + [*map(ruled, held_back)]
    return Came(cells, exchanges, tuple(rulings), index, faults, edges)


def withheld(gateway: Running, index: int) -> list[dict[str, Any]]:
    """What the journal says, behind an entry, of notifications that could not be told."""
    with Journal(gateway.files.journal) as journal:
        later = [one.entry for one in journal.read(after=index)]
    return [
        dict(one.facts) | {"act": one.act}
        for one in later
        if one.act in WITHHELD and "mutation" in one.facts
    ]


def ruled(facts: dict[str, Any]) -> Ruling:
    """What such an entry says of the clause that permits or comes nearest."""
    missing = tuple(str(one).replace(": ", " ", 1) for one in facts.get("missing") or ())
    where = (str(facts.get("number", "")), int(facts.get("paragraph") or 0))
    return Ruling(*where, str(facts.get("clause", "")), not missing, missing)


def of_withheld(entries: list[dict[str, Any]]) -> dict[str, str]:
    """The cells that they fill: the clause of the first, and all that they lack."""
    if not entries:
        return {}
    told = dict.fromkeys(one for facts in entries for one in ruled(facts).missing)
    first = entries[0]
    answer = "refusal" if first["act"] == WITHHELD[0] else str(first["reason"]).replace(" ", "-")
    return {"answer": answer, "missing": "; ".join(told) or NOTHING} | of_entry(first)


def of_unheard(world: World, asked: Asked) -> dict[str, str]:
    """The cells of what nobody hears: the clause by which somebody would who has not integrated the
    person; none where no clause names anybody."""
    words = world.register.catalogue
    laws = (law for law in world.laws if law.source == asked.source)
    for law in sorted(laws, key=lambda law: law.order):
        some = [wish for each in wishes([law], words, asked.at).values() for wish in each]
        if any(wish.among(asked.fields) for wish in some):
            where = {"number": str(law.number), "paragraph": law.paragraph}
            return of_entry(where) | {"warned": "not-integrated"}
    return {}


def report(gateway: Running, asked: Asked) -> Exchange:
    """Send the mutations of a row, one for each person."""
    mutations = [
        {
            "number": f"{asked.name}:{place}",
            "subject": subject,
            "fields": list(asked.fields),
            "occurred": asked.at.isoformat(),
        }
        for place, subject in enumerate(asked.about, 1)
    ]
    body = {"source": asked.source, "mutations": mutations}
    headers = {"Content-Type": "application/json", "Accept-Language": asked.language}
    encoded = msgspec.json.encode(body)
    response = gateway.client.post(asked.organisation, PUBLISH, encoded, headers)
    status, answer = response.status_code, response.json()
    return Exchange("POST", PUBLISH, asked.organisation, body, status, answer)


def hearers(world: World, asked: Asked) -> list[str]:
    """All organisations to which any clause, of whichever source, tells mutations that day."""
    day, words = day_of(asked.at), world.register.catalogue
    notify = [law for law in world.laws if CHANNEL in law.clause.by and law.on(asked.at)]
    return sorted(frozenset().union(*(parties(law, words, day) for law in notify)))


def told(gateway: Running, party: str) -> Iterator[dict[str, Any]]:
    """The notifications that wait for an organisation, which acknowledges them."""
    while True:
        found = gateway.client.get(party, NOTIFICATIONS).raise_for_status().json()
        yield from found["notifications"]
        places = [one["place"] for one in found["notifications"]]
        if not places:
            return
        body = msgspec.json.encode({"places": places})
        headers = {"Content-Type": "application/json"}
        path = f"{NOTIFICATIONS}/ack"
        gateway.client.post(party, path, body, headers).raise_for_status()


def answered(party: str, notification: dict[str, Any]) -> Exchange:
    """A notification as it was handed out."""
    return Exchange("GET", NOTIFICATIONS, party, None, OK, notification)


def beside(
    world: World, gateway: Running, asked: Asked, party: str, notification: dict[str, Any]
) -> Compared:
    """A notification beside the law and the source."""
    facts = facts_of(gateway, int(notification["entry"]["index"]))
    number, rows = str(notification.get("subject", asked.about[0])), notification["rows"]
    heard = replace(asked, organisation=party, about=(number,))
    if "subject" not in notification:
        heard = replace(heard, form="pseudonymised", purpose=str(facts["purpose"]))
    claim = Claim(str(facts["source"]), notification["permit"], rows, notification["yes"])
    found = compare(world, replace(heard, fields=tuple(notification["changed"])), claim)
    if "subject" in notification or number not in str(notification):
        return found
    named = "a notification under a pseudonym holds the number of the person"
    return replace(found, faults=(*found.faults, named))
