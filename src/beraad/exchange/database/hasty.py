"""A database of which nothing can be had in haste: it is on another machine, or reads much."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext

from beraad.exchange.asking import Asking
from beraad.exchange.database.base import DatabaseDownError, Row


class Elsewhere:
    """Answers nothing, so that a question goes to somebody with patience."""

    def rows(self, query: str, given: Mapping[str, object]) -> list[Row]:
        """Nothing."""
        raise DatabaseDownError("it cannot be asked in haste")

    def columns(self, relation: str) -> frozenset[str]:
        """Nothing."""
        raise DatabaseDownError("it cannot be asked in haste")

    def shape(self) -> object:
        """Nothing."""
        raise DatabaseDownError("it cannot be asked in haste")

    def look(self) -> AbstractContextManager[object]:
        """Nothing."""
        return nullcontext()

    def hear(self, asking: Asking) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""
