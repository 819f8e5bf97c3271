"""Scales for files beside the gateway for one person, over the same stores."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from beraad.exchange.files.directory import ManyInDirectory
from beraad.exchange.files.evidence import ManyInEvidence
from beraad.exchange.files.source import ManyInSource
from beraad.exchange.files.weigh import FileScales
from beraad.exchange.gateway import Gateway


@pytest.fixture
def file_scales(gateway: Gateway, home: Path) -> Iterator[FileScales]:
    with ExitStack() as stack:
        opened = stack.enter_context
        yield FileScales(
            gateway,
            opened(closing(ManyInDirectory(home / "sources" / "directory.sqlite"))),
            opened(closing(ManyInEvidence(home / "sources" / "evidence.sqlite"))),
            {
                word: opened(closing(ManyInSource(source)))
                for word, source in gateway.sources.items()
            },
        )
