"""One question about one person: POST /v1/consult, and to know why without data /v1/explain."""

from typing import Any

import msgspec

from beraad.demo.scenarios.asked import Asked
from beraad.demo.scenarios.cast import Cast
from beraad.demo.scenarios.raw import Claim, compare
from beraad.demo.scenarios.told import (
    Came,
    Exchange,
    Ruling,
    lacking,
    marks_told,
    of_entry,
    of_nearest,
    of_permit,
    of_problem,
    permitting,
    plain,
    rows_told,
)
from beraad.demo.scenarios.world import Running, World
from beraad.exchange.pseudonym import Pseudonyms

CONSULT, EXPLAIN = "/v1/consult", "/v1/explain"
OK = 200


def consult(world: World, gateway: Running, people: Cast, asked: Asked) -> Came:
    """What comes back to a question."""
    exchange = send(gateway, asked, CONSULT)
    answer = exchange.answer
    if exchange.status != OK:
        return refused(gateway, exchange)
    index = int(answer["entry"]["index"])
    yes = answer["yes"]
    facts = facts_of(gateway, index)
    cells = {
        "answer": "fields" if yes is None else "yes" if yes else "no",
        **of_permit(answer["permit"]),
        "sentence": plain(" ".join(answer["sentences"])),
        "rows": rows_told(answer["rows"], people),
        "warned": marks_told(answer, facts),
    }
    claim = Claim(str(facts["source"]), answer["permit"], answer["rows"], yes)
    found = compare(world, asked, claim)
    rulings = (permitting(answer["permit"]),)
    return Came(cells, (exchange,), rulings, index, found.faults, found.edges)


def explain(world: World, gateway: Running, people: Cast, asked: Asked) -> Came:
    """Whether it would be answered, by whichever channel, and why."""
    exchange = send(gateway, asked, EXPLAIN)
    answer = exchange.answer
    if exchange.status != OK:
        return refused(gateway, exchange)
    sentence = plain(" ".join(answer["sentences"]))
    index = int(answer["entry"]["index"])
    if answer["permitted"]:
        cells = {"answer": "permit", **of_permit(answer["permit"]), "sentence": sentence}
        rulings: tuple[Ruling, ...] = (permitting(answer["permit"]),)
    else:
        cells = {"answer": "refusal", **of_nearest(answer["nearest"], sentence)}
        rulings = lacking(answer["nearest"])
    cells["warned"] = marks_told({}, facts_of(gateway, index))
    return Came(cells, (exchange,), rulings, index)


def send(gateway: Running, asked: Asked, path: str) -> Exchange:
    """Send the question of a row to one of these addresses."""
    body = asked.wish() | {"subject": named(gateway, asked)[0]}
    headers = {"Content-Type": "application/json", "Accept-Language": asked.language}
    encoded = msgspec.json.encode(body)
    response = gateway.client.post(asked.organisation, path, encoded, headers)
    answer = response.json()
    return Exchange("POST", path, asked.organisation, body, response.status_code, answer)


def named(gateway: Running, asked: Asked) -> list[str]:
    """How the recipient knows the persons of a row: by number, or by the pseudonym that the gateway
    gave it."""
    if asked.form != "pseudonymised":
        return [*asked.about]
    secret = Pseudonyms((gateway.files.own / "pseudonym.key").read_bytes())
    towards = secret.towards(asked.organisation, asked.purpose)
    return [towards.hexadecimal(number) for number in asked.about]


def refused(gateway: Running, exchange: Exchange) -> Came:
    """What a problem tells; the clause of what was permitted and not answered stands in the
    journal alone: of a file in the entry that tells how it ended."""
    index = exchange.answer.get("entry")
    cells = of_problem(exchange.answer)
    if index is not None:
        recorded = [entry.facts for _, entry in gateway.recorded(index)]
        cells |= {} if exchange.answer["nearest"] else of_entry(recorded[-1])
        cells["warned"] = marks_told({}, recorded[0])
    return Came(cells, (exchange,), lacking(exchange.answer["nearest"]), index)


def facts_of(gateway: Running, index: int) -> dict[str, Any]:
    """The facts of an entry of the journal."""
    return dict(gateway.entry(index).facts)
