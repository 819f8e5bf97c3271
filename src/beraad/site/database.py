"""Where the data of an installation are kept: one setting for all of them, and one each.

`BERAAD_DATABASE` is the `postgresql://` URL of a database that takes the place of every file that
the gateway writes, so that several gateways share them.
"""

import os

from beraad.exchange.database.base import in_postgres


def database(own: str = "") -> str:
    """What the setting `own` says, else the one for all; '' where neither is set."""
    url = os.environ.get("BERAAD_DATABASE", "")
    if url and not in_postgres(url):
        raise ValueError("BERAAD_DATABASE: expected the URL of a database, postgresql://...")
    return os.environ.get(own) or url
