"""Fresh random salts, many fetched from the kernel at a time: to ask it costs more than to hash."""

import secrets

from beraad.journal.leaf import SALT_BYTES

AT_A_TIME = 256


class Salts:
    """Each call gives SALT_BYTES fresh random bytes, and never the same ones. Threads may share it;
    processes may not."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def __call__(self) -> bytes:
        """The next salt."""
        try:
            return self._held.pop()
        except IndexError:
            drawn = secrets.token_bytes(SALT_BYTES * AT_A_TIME)
        first, *others = (
            drawn[start : start + SALT_BYTES] for start in range(0, len(drawn), SALT_BYTES)
        )
        self._held += others
        return first
