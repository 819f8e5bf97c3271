"""Authentic sources: in databases, behind HTTP or FHIR, each connected by configuration."""

from beraad.exchange.sources.base import (
    AnySource,
    Found,
    Row,
    SourceDownError,
    SourceError,
    SourceShapeError,
)
from beraad.exchange.sources.opened import Connections, open_sources

__all__ = [
    "AnySource",
    "Connections",
    "Found",
    "Row",
    "SourceDownError",
    "SourceError",
    "SourceShapeError",
    "open_sources",
]
