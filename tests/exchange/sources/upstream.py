"""Sources in processes of their own: HTTP/JSON and FHIR, on the simulated population.

    python -m tests.exchange.sources.upstream PORT STORES

`/json/WORD` is the protocol of docs/how-to/connect-a-source.md, answered from `STORES/WORD.sqlite`
as a source would that does more than asked: each row has all that the store has. What a test wants
to go wrong it says in the path: `/slow/SECONDS/...` and so on. `/fhir` is a FHIR server.
"""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.medicationdispense import MedicationDispense
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

SSIN = "https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin"
STORES = Path()
PAGE = 3
PAGES: dict[str, tuple[str, set[str], int]] = {}
SECRET = "s3cret"


def read(word: str, table: str, subject: str, last: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(STORES / f"{word}.sqlite")) as database:
        database.row_factory = sqlite3.Row
        query = f"SELECT * FROM {table} WHERE subject = ? AND date <= ? ORDER BY date"
        return [dict(row) for row in database.execute(query, (subject, last))]


async def answer(request: Request) -> Response:
    """All columns of all rows, whatever was asked."""
    asked = await request.json()
    rows = read(request.path_params["word"], "dispensing", asked["subject"], asked["asked_on"])
    plain = [
        {f"dispensing.{k}": v for k, v in row.items()} | {"dated": row["date"]} for row in rows
    ]
    return JSONResponse({"rows": plain, "as_of": "2024-09-30T06:00:00", "motto": "all of it"})


async def slow(request: Request) -> Response:
    await asyncio.sleep(float(request.path_params["seconds"]))
    return await answer(request)


async def partial(request: Request) -> Response:
    """The posology cannot be had just now."""
    asked = await request.json()
    rows = read(request.path_params["word"], "dispensing", asked["subject"], asked["asked_on"])
    plain = [{"dispensing.product": row["product"], "dated": row["date"]} for row in rows]
    return JSONResponse({"rows": plain, "lacking": ["dispensing.posology", "dispensing.date"]})


async def dies(request: Request) -> Response:
    """As `kill -9` in the middle of a question."""
    await request.json()
    os.kill(os.getpid(), signal.SIGKILL)
    return Response()


async def drips(request: Request) -> Response:
    """A byte at a time, so that no single read takes long."""

    async def parts() -> Any:
        for _ in range(100):
            yield b" "
            await asyncio.sleep(0.05)

    return StreamingResponse(parts(), media_type="application/json")


async def says(request: Request) -> Response:
    """A status, or a body, that the test names."""
    status = int(request.path_params["status"])
    if status == 302:
        return RedirectResponse("/json/gfd", 307)
    headers = {"Retry-After": "7"} if status == 503 else {}
    return Response(b'{"error": "85073003328"}', status, headers)


BODIES = {
    "empty": b"",
    "text": b"85073003328",
    "no-rows": b"{}",
    "null-rows": b'{"rows": null}',
    "number-for-text": b'{"rows": [{"dated": "2024-01-01", "dispensing.product": 85073003328}]}',
    "undated": b'{"rows": [{"dispensing.product": "x"}]}',
    "no-day": b'{"rows": [{"dated": "yesterday", "dispensing.product": "x"}]}',
    "strange-lack": b'{"rows": [], "lacking": ["dispensing.price"]}',
    "too-long": b'{"rows": [' + b" " * (5 * 1024 * 1024) + b"]}",
    "not-utf8": b'{"rows": [{"dated": "\xff\xfe"}]}',
    "deep": b"[" * 100_000,
}


async def body(request: Request) -> Response:
    return Response(BODIES[request.path_params["name"]], media_type="application/json")


async def private(request: Request) -> Response:
    good = request.headers.get("authorization") == f"Bearer {SECRET}"
    return await answer(request) if good else Response(status_code=401)


# FHIR


def dispense(row: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A resource as the standard says; the model checks it."""
    made = MedicationDispense.model_validate(
        {
            "resourceType": "MedicationDispense",
            "id": f"d{number}",
            "status": "completed",
            "subject": {"identifier": {"system": SSIN, "value": row["subject"]}},
            "medicationCodeableConcept": {"coding": [{"code": row["product"]}]},
            "dosageInstruction": [{"text": row["posology"]}],
            "whenHandedOver": f"{row['date']}T10:00:00+02:00",
            "note": [{"text": "for the pharmacist alone"}],
        }
    )
    return dict(made.model_dump(mode="json"))


def bundle(subject: str, elements: set[str], first: int) -> Response:
    rows = read("gfd", "dispensing", subject, "9999")
    entries = []
    for number, row in enumerate(rows[first : first + PAGE], first):
        whole = dispense(row, number)
        kept = {k: v for k, v in whole.items() if k in elements | {"resourceType", "id", "status"}}
        entries.append({"resource": kept if elements else whole, "search": {"mode": "match"}})
    links = [{"relation": "self", "url": "MedicationDispense"}]
    if first + PAGE < len(rows):
        token = f"p{len(PAGES)}"
        PAGES[token] = (subject, elements, first + PAGE)
        links.append({"relation": "next", "url": f"/fhir?page={token}"})
    if not elements:
        Bundle.model_validate(
            {"resourceType": "Bundle", "type": "searchset", "link": links, "entry": entries}
        )
    plain = {"resourceType": "Bundle", "type": "searchset", "link": links, "entry": entries}
    return JSONResponse(plain, media_type="application/fhir+json")


async def search(request: Request) -> Response:
    form = parse_qs((await request.body()).decode())
    system, _, subject = form["subject:identifier"][0].partition("|")
    assert system == SSIN
    elements = set(form["_elements"][0].split(",")) if "careless" not in request.url.path else set()
    return bundle(subject, elements, 0)


async def page(request: Request) -> Response:
    return bundle(*PAGES[request.query_params["page"]])


OUTCOMES = {
    "busy": ("error", "throttled"),
    "wrong": ("error", "not-supported"),
    "talks": ("fatal", "about 85073003328"),
}


async def outcome(request: Request) -> Response:
    severity, code = OUTCOMES[request.path_params["name"]]
    issue = {"severity": severity, "code": code, "diagnostics": "85073003328 is ill"}
    return JSONResponse({"resourceType": "OperationOutcome", "issue": [issue]})


def entry(**other: object) -> dict[str, object]:
    whole = {
        "resourceType": "MedicationDispense",
        "subject": {"identifier": {"system": SSIN, "value": "1"}},
        "medicationCodeableConcept": {"coding": [{"code": "x"}]},
        "whenHandedOver": "2024-05-01",
    }
    return {"resource": whole | other}


WRONG = {
    "somebody-else": entry(subject={"identifier": {"system": SSIN, "value": "2"}}),
    "other-system": entry(subject={"identifier": {"system": "x", "value": "1"}}),
    "nobody": entry(subject=None),
    "other-type": entry(resourceType="Patient"),
    "no-day": entry(whenHandedOver="yesterday"),
    "no-concept": entry(medicationCodeableConcept="x"),
    "no-coding": entry(medicationCodeableConcept={"coding": "x"}),
}


async def wrong(request: Request) -> Response:
    name = request.path_params["name"]
    plain: dict[str, object] = {"resourceType": "Bundle", "type": "searchset"}
    if name in WRONG:
        plain["entry"] = [WRONG[name]]
    elif name == "elsewhere":
        plain["link"] = [{"relation": "next", "url": "https://elsewhere.example/fhir"}]
    elif name == "in-address":
        plain["link"] = [{"relation": "next", "url": "?identifier=1"}]
    elif name == "endless":
        plain["link"] = [{"relation": "next", "url": f"{request.url.path}?again"}]
    elif name == "collection":
        plain["type"] = "collection"
    return JSONResponse(plain)


ROUTES = [
    Route("/json/{word}", answer, methods=["POST"]),
    Route("/slow/{seconds}/{word}", slow, methods=["POST"]),
    Route("/partial/{word}", partial, methods=["POST"]),
    Route("/dies", dies, methods=["POST"]),
    Route("/drips", drips, methods=["POST"]),
    Route("/says/{status}", says, methods=["POST"]),
    Route("/body/{name}", body, methods=["POST"]),
    Route("/private/{word}", private, methods=["POST"]),
    Route("/fhir/MedicationDispense/_search", search, methods=["POST"]),
    Route("/fhir-careless/MedicationDispense/_search", search, methods=["POST"]),
    Route("/fhir", page, methods=["GET"]),
    Route("/fhir-outcome/{name}/MedicationDispense/_search", outcome, methods=["POST"]),
    Route("/fhir-wrong/{name}/MedicationDispense/_search", wrong, methods=["POST", "GET"]),
]

if __name__ == "__main__":
    STORES = Path(sys.argv[2])
    uvicorn.run(Starlette(routes=ROUTES), port=int(sys.argv[1]), log_level="warning")
