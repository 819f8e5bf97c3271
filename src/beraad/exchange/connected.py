"""The sources of the law in force: another register may know others, or other fields of them."""

from collections.abc import Callable, Iterator, Mapping

from beraad.exchange.laws import Laws
from beraad.exchange.source import AnySource
from beraad.law.catalogue import Catalogue, Source

Opening = Callable[[Mapping[str, Source]], Mapping[str, AnySource]]


class Connected(Mapping[str, AnySource]):
    """The sources that `opening` makes of the catalogue of these laws, as it is at the time.

    They belong to one thread, as connections do. `close` lets go of those that can be.
    """

    def __init__(self, laws: Laws, opening: Opening) -> None:
        self._laws, self._opening = laws, opening
        self._catalogue: Catalogue | None = None
        self._sources: Mapping[str, AnySource] = {}

    def __getitem__(self, word: str) -> AnySource:
        return self._now()[word]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())

    def close(self) -> None:
        """Let go of all."""
        for source in self._sources.values():
            if close := getattr(source, "close", None):
                close()
        self._sources, self._catalogue = {}, None

    def _now(self) -> Mapping[str, AnySource]:
        catalogue = self._laws.catalogue
        if catalogue is not self._catalogue:
            self.close()
            self._sources, self._catalogue = self._opening(catalogue.sources), catalogue
        return self._sources
