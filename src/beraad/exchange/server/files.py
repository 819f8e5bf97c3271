"""`POST /v1/files`: one question about many persons.

The question stands as JSON in the header `Beraad-Question`, the numbers are the body. The whole
body is received before anything is decided about a person, so a client may send first and read
afterwards, and a file that does not arrive whole has no consequence.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, aclosing, closing
from typing import Literal, cast

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from beraad.exchange.files.answer import writer
from beraad.exchange.files.numbers import (
    ARROW,
    CSV,
    HEADING,
    PSEUDONYM,
    MediaType,
    UnreadableError,
    chunks,
    counted,
    read,
)
from beraad.exchange.files.record import Account, Received
from beraad.exchange.files.rules import Limits
from beraad.exchange.files.sealed import Sealed
from beraad.exchange.server.file_way import FileWay, Run
from beraad.exchange.server.gate import Call
from beraad.exchange.server.problem import ProblemError
from beraad.exchange.server.read import decoded
from beraad.exchange.server.shapes import Fault, Wish
from beraad.exchange.server.signature import QUESTION
from beraad.law.communication import Communication

log = logging.getLogger("beraad.gateway")


class FileQuestion(Wish, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """May this be told of each of these persons, and what is it? For the header `Beraad-Question`.

    As a question about one person, without `subject`; a file is asked by `batch`, and by nobody in
    the role of `subject`. In pseudonymised form the body has no numbers: pseudonyms that the
    organisation received, or nothing, which asks about everybody whom the source knows.
    """

    form: Literal["identified", "pseudonymised"] = "identified"
    channel: Literal["batch"] = "batch"

    def communication(self) -> Communication:
        """As the law knows it; ProblemError for what no file can ask."""
        if len(set(self.fields)) < len(self.fields):
            raise ProblemError("wrong-content", faults=(Fault("/fields", "each field once"),))
        if self.role == "subject":
            expected = "a role of who acts; a person asks about himself by /v1/consult"
            raise ProblemError("wrong-content", faults=(Fault("/role", expected),))
        return super().communication()


async def send_file(call: Call) -> Response:
    """One question about many persons, answered or refused line by line."""
    files, request = call.gate.files, call.request
    asked = question_in(request).communication()
    media_type, wanted = sent_as(request), wanted_as(request)
    async with AsyncExitStack() as stack:
        if call.asker in files.busy:
            raise ProblemError("file-under-way", headers={"Retry-After": "30"})
        files.busy.add(call.asker)
        stack.callback(files.busy.discard, call.asker)
        account = await files.account(call.asker, asked, call.language)
        sealed = stack.enter_context(closing(Sealed(account.salt)))
        await receive(request, sealed, files.limits)
        name = HEADING if account.plan.permutation is None else PSEUDONYM
        lines = await files.ask(lambda _: count(sealed, media_type, name, files.limits))
        named: Iterable[list[str]] = read(sealed.opened(), media_type, name)
        told = None
        if name == PSEUDONYM and not lines:
            nobody = Received(media_type, 0, sealed.size, sealed.digest)
            people = stack.enter_context(closing(await files.population(account, nobody)))
            named, lines, told = people.texts(), people.count, 0
        run = run_of(files, account, named, wanted, told)
        stack.push_async_callback(run.close)
        await run.begin(Received(media_type, lines, sealed.size, sealed.digest))
        headers = {
            "Beraad-File": account.name,
            "Beraad-Entry": str(run.entry),
            "Beraad-Salt": account.salt.hex(),
        }
        kept = stack.pop_all()
        return Streamed(run.pieces(), kept.aclose, wanted, headers, files.limits.patience)
    raise AssertionError("a stack that swallows no exception")


def question_in(request: Request) -> FileQuestion:
    """The question in the header; ProblemError."""
    text = request.headers.get(QUESTION)
    if text is None:
        raise ProblemError("no-question")
    try:
        return decoded(text.encode("latin-1"), FileQuestion)
    except ProblemError as error:
        raise error if error.faults else ProblemError("no-question") from None


def sent_as(request: Request) -> MediaType:
    """The media type of the body; ProblemError for another than the agreed ones."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    plain = request.headers.get("content-encoding", "identity") == "identity"
    if sent not in (CSV, ARROW) or not plain:
        raise ProblemError("wrong-media-type", headers={"Accept": f"{CSV}, {ARROW}"})
    return cast(MediaType, sent)


def wanted_as(request: Request) -> MediaType:
    """The media type of the answer: Arrow where Accept names it, else CSV."""
    if ARROW in request.headers.get("accept", "").lower():
        return ARROW
    return CSV


async def receive(request: Request, sealed: Sealed, limits: Limits) -> None:
    """All of the body; ProblemError beyond the limit, or where it breaks off."""
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > limits.most_bytes:
        raise ProblemError("too-large")
    try:
        async for content in request.stream():
            if sealed.size + len(content) > limits.most_bytes:
                raise ProblemError("too-large")
            sealed.write(content)
    except ClientDisconnect:
        raise ProblemError("malformed") from None


def run_of(
    files: FileWay,
    account: Account,
    named: Iterable[list[str]],
    wanted: MediaType,
    told: int | None,
) -> Run:
    """The run of a file about whom its lines name."""
    plan = account.plan
    texts = chunks(named, files.limits.chunk)
    source = plan.law.catalogue.sources[plan.asked.source]
    written = writer(source, plan.received.fields, wanted, plan.permutation is not None)
    return Run(files, account, lambda: next(texts, None), written, told)


def count(sealed: Sealed, media_type: MediaType, name: str, limits: Limits) -> int:
    """How many lines there are, all of them readable; ProblemError."""
    try:
        lines = counted(read(sealed.opened(), media_type, name), limits.most_lines)
    except UnreadableError as error:
        raise ProblemError("unreadable-file", faults=(Fault("", str(error)),)) from None
    if lines > limits.most_lines:
        expected = f"at most {limits.most_lines} lines"
        raise ProblemError("too-large", faults=(Fault("", expected),))
    return lines


class Streamed(Response):
    """A response that is sent piece by piece and breaks off, visibly, where a piece fails.

    `closing` is called in any case, once nothing more is sent. A reader that takes none of a piece
    for `patience` seconds, or hangs up, breaks it off as well.
    """

    def __init__(
        self,
        pieces: AsyncGenerator[bytes, None],
        closing: Callable[[], Awaitable[None]],
        media_type: str,
        headers: dict[str, str],
        patience: float,
    ) -> None:
        super().__init__(None, 200, headers, media_type)
        del self.headers["content-length"]
        self._pieces, self._closing, self._patience = pieces, closing, patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; without its last message, the server hangs up on a response that broke off."""
        gone = asyncio.create_task(hung_up(receive))
        sending = asyncio.create_task(self._send(send, gone))
        try:
            await asyncio.shield(sending)
        finally:
            gone.cancel()

    async def _send(self, send: Send, gone: "asyncio.Task[None]") -> None:
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            async with aclosing(self._pieces) as pieces:
                async for piece in pieces:
                    if gone.done():
                        return
                    async with asyncio.timeout(self._patience):
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
            await self._closing()  # before its reader knows that it ended, and sends another one
            await send({"type": "http.response.body", "body": b""})
        except Exception as error:
            log.error("a file broke off: %s", type(error).__name__)
        finally:
            await self._closing()


async def hung_up(receive: Receive) -> None:
    """Until the client hangs up."""
    while (await receive())["type"] != "http.disconnect":
        pass
