"""The tables and statements of the queue, spelled so that SQLite and PostgreSQL take both.

`mutation` is what a source published: noted first, and visible once the journal has its `entry`.
`notification` is what waits for one recipient, in the order of its `place`; `held` is until when a
source failed it, `due`, `attempts` and `dead` are of its webhook. Times are seconds of POSIX time.
"""

from beraad.exchange.database.written import Layout

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, last BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS mutation (id TEXT PRIMARY KEY, seq BIGINT NOT NULL UNIQUE, "
    "content TEXT NOT NULL, subject TEXT NOT NULL, addressees BIGINT NOT NULL, written {bytes}, "
    "entry BIGINT, leaf TEXT, size BIGINT, since DOUBLE PRECISION NOT NULL)",
    "CREATE INDEX IF NOT EXISTS mutation_noted ON mutation (subject, seq) WHERE entry IS NULL",
    "CREATE TABLE IF NOT EXISTS notification (recipient TEXT NOT NULL, place BIGINT NOT NULL, "
    "mutation TEXT NOT NULL, source TEXT NOT NULL, purpose TEXT NOT NULL, fields TEXT NOT NULL, "
    "subject TEXT NOT NULL, number {bytes} NOT NULL, occurred TEXT NOT NULL, "
    "since DOUBLE PRECISION NOT NULL, deliveries BIGINT NOT NULL DEFAULT 0, "
    "held DOUBLE PRECISION NOT NULL DEFAULT 0, attempts BIGINT NOT NULL DEFAULT 0, "
    "due DOUBLE PRECISION NOT NULL DEFAULT 0, dead BIGINT NOT NULL DEFAULT 0, "
    "PRIMARY KEY (recipient, place))",
    "CREATE INDEX IF NOT EXISTS notification_in_order ON notification (recipient, subject, place)",
    "CREATE INDEX IF NOT EXISTS notification_by_age ON notification (since)",
    "CREATE TABLE IF NOT EXISTS lease (recipient TEXT PRIMARY KEY, holder TEXT NOT NULL, "
    "until DOUBLE PRECISION NOT NULL)",
)
LAYOUT = Layout("the queue of mutations", "mutation", SCHEMA, 7_101)

COUNTED = "SELECT last FROM counter WHERE name = ?"
COUNT = (
    "INSERT INTO counter (name, last) VALUES (?, ?) "
    "ON CONFLICT (name) DO UPDATE SET last = excluded.last"
)

KNOWN = "SELECT content, addressees, entry, leaf, size FROM mutation WHERE id = ?"
NOTE = (
    "INSERT INTO mutation (id, seq, content, subject, addressees, written, since) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
NOTED = "SELECT id, written FROM mutation WHERE entry IS NULL AND since <= ? ORDER BY seq"
MARK = (
    "UPDATE mutation SET entry = ?, leaf = ?, size = ?, written = NULL, subject = '' "
    "WHERE id = ? AND entry IS NULL"
)
FORGET_MUTATIONS = "DELETE FROM mutation WHERE entry IS NOT NULL AND since < ?"

TELL = (
    "INSERT INTO notification (recipient, place, mutation, source, purpose, fields, subject, "
    "number, occurred, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
COLUMNS = (
    "n.recipient, n.place, n.mutation, n.source, n.purpose, n.fields, n.subject, n.number, "
    "n.occurred, n.since, n.deliveries, n.attempts"
)
VISIBLE = (
    f"SELECT {COLUMNS} FROM notification n JOIN mutation m ON m.id = n.mutation "  # noqa: S608
    "WHERE n.recipient = ? AND m.entry IS NOT NULL AND n.held <= ? "
    "AND NOT EXISTS (SELECT 1 FROM mutation e "
    "WHERE e.entry IS NULL AND e.subject = n.subject AND e.seq < m.seq) "
)
EARLIER = (
    "AND NOT EXISTS (SELECT 1 FROM notification e WHERE e.recipient = n.recipient "
    "AND e.subject = n.subject AND e.place < n.place"
)
WAITING = f"{VISIBLE}AND n.place > ? {EARLIER} AND e.held > ?) ORDER BY n.place LIMIT ?"
HEADS = f"{VISIBLE}AND n.dead = 0 AND n.due <= ? {EARLIER}) ORDER BY n.place LIMIT ?"
"""The first of each subject: later ones wait until it is acknowledged, also where it is dead."""

BEGUN = "UPDATE notification SET deliveries = deliveries + 1 WHERE recipient = ? AND place = ?"
HELD = "UPDATE notification SET held = ? WHERE recipient = ? AND place = ?"
DONE = "DELETE FROM notification WHERE recipient = ? AND place = ?"
FAILED = (
    "UPDATE notification SET attempts = attempts + 1, due = ?, dead = ? "
    "WHERE recipient = ? AND place = ?"
)
DEAD = (
    f"SELECT {COLUMNS} FROM notification n WHERE n.dead = 1 "  # noqa: S608
    "AND (? = '' OR n.recipient = ?) ORDER BY n.recipient, n.place"
)
RESEND = (
    "UPDATE notification SET dead = 0, attempts = 0, due = 0 "
    "WHERE dead = 1 AND (? = '' OR recipient = ?)"
)
RECIPIENTS = "SELECT DISTINCT recipient FROM notification ORDER BY recipient"
ALL_OF = f"SELECT {COLUMNS} FROM notification n WHERE n.recipient = ? ORDER BY n.place"  # noqa: S608
OLD = (
    "SELECT recipient, min(place), max(place), count(*) FROM notification WHERE since < ? "
    "GROUP BY recipient ORDER BY recipient"
)
FORGET = "DELETE FROM notification WHERE recipient = ? AND place <= ? AND since < ?"
RELEASE = "DELETE FROM lease WHERE holder = ?"
LEASE = (
    "INSERT INTO lease (recipient, holder, until) VALUES (?, ?, ?) "
    "ON CONFLICT (recipient) DO UPDATE SET holder = excluded.holder, until = excluded.until "
    "WHERE lease.until <= ? OR lease.holder = excluded.holder"
)
