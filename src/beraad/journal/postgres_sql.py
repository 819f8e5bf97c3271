"""Every SQL statement of the journal for PostgreSQL 15 or later.

As in `sqlite_sql`, an entry's columns are computed from its content, and triggers hold off
mistakes and every role but a superuser and the owner. Here a tile is kept as the pieces by which
it grew, so that a writer's role needs no right but to insert and select.
"""

# PostgreSQL's JSON holds no NUL, which an entry may; so the columns show U+FFFD in its place. The
# inner replacement keeps an escaped backslash before `u0000` from being taken for half of it.
_JSON = r"replace(replace(content, '\\', '\u005c'), '\u0000', '\ufffd')::jsonb"
_TEXT = 'text COLLATE "C" GENERATED ALWAYS AS'


def _refuse(table: str, what: str, when: str, sentence: str) -> str:
    """A trigger that refuses what the condition finds."""
    return f"""
    CREATE FUNCTION journal.{table}_{what}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {when} THEN
            RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """


_STATEMENTS = (
    "CREATE SCHEMA IF NOT EXISTS journal",
    """
    CREATE TABLE journal.log (
        "only" integer PRIMARY KEY CHECK ("only" = 1),
        vkey text NOT NULL
    )
    """,
    f"""
    CREATE TABLE journal.entry (
        position bigint PRIMARY KEY,
        content text,
        salt bytea CHECK (length(salt) = 16),
        at {_TEXT} ({_JSON} ->> 'at') STORED,
        act {_TEXT} ({_JSON} ->> 'act') STORED,
        about {_TEXT} ({_JSON} ->> 'about') STORED,
        subject {_TEXT} ({_JSON} ->> 'subject') STORED,
        erases {_TEXT} (
            CASE {_JSON} ->> 'act' WHEN 'journal.erased' THEN {_JSON} #>> '{{facts,index}}' END
        ) STORED,
        CHECK ((content IS NULL) = (salt IS NULL))
    )
    """,
    # With the position, so that reading in order is reading the index.
    "CREATE INDEX entry_subject ON journal.entry (subject, position) WHERE subject <> ''",
    "CREATE INDEX entry_act ON journal.entry (act, position)",
    "CREATE INDEX entry_about ON journal.entry (about, position)",
    "CREATE UNIQUE INDEX entry_erases ON journal.entry (erases) WHERE erases IS NOT NULL",
    """
    CREATE TABLE journal.tile (
        level integer,
        number bigint,
        start integer,
        hashes bytea NOT NULL CHECK (length(hashes) % 32 = 0 AND length(hashes) > 0),
        PRIMARY KEY (level, number, start),
        CHECK (start + length(hashes) / 32 <= 256)
    )
    """,
    """
    CREATE TABLE journal.checkpoint (
        serial bigint PRIMARY KEY,
        size bigint NOT NULL UNIQUE,
        note text NOT NULL
    )
    """,
    _refuse("table", "stays", "true", "the journal only grows: nothing is deleted or changed"),
    *(
        f"""
        CREATE TRIGGER {table}_stays BEFORE {what} OR TRUNCATE ON journal.{table}
        FOR EACH STATEMENT EXECUTE FUNCTION journal.table_stays()
        """
        for table, what in (
            ("log", "DELETE OR UPDATE"),
            ("entry", "DELETE"),
            ("tile", "DELETE OR UPDATE"),
            ("checkpoint", "DELETE OR UPDATE"),
        )
    ),
    _refuse(
        "entry",
        "next",
        """
        (SELECT count(*) <> count(content) OR count(*) <> max(position) - min(position) + 1
            OR min(position) <> (
                SELECT coalesce(max(position) + 1, 0) FROM journal.entry
                WHERE position < (SELECT min(position) FROM added)
            )
        FROM added)
        """,
        "an entry takes the next position, with its content",
    ),
    # Once for a whole COPY, not once for each of its rows.
    """
    CREATE TRIGGER entry_next AFTER INSERT ON journal.entry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION journal.entry_next()
    """,
    _refuse(
        "entry",
        "erased",
        """
        NEW.position <> OLD.position OR NEW.content IS NOT NULL OR OLD.act = 'journal.erased'
        OR NOT EXISTS (SELECT FROM journal.entry WHERE erases = OLD.position::text)
        """,
        "an entry is changed only by erasing it, after an entry says so",
    ),
    """
    CREATE TRIGGER entry_erased BEFORE UPDATE ON journal.entry
    FOR EACH ROW EXECUTE FUNCTION journal.entry_erased()
    """,
    _refuse(
        "tile",
        "grows",
        """
        NEW.start <> (
            SELECT coalesce(sum(length(hashes)) / 32, 0) FROM journal.tile
            WHERE level = NEW.level AND number = NEW.number
        )
        """,
        "a tile only grows",
    ),
    """
    CREATE TRIGGER tile_grows BEFORE INSERT ON journal.tile
    FOR EACH ROW EXECUTE FUNCTION journal.tile_grows()
    """,
    _refuse(
        "checkpoint",
        "next",
        """
        NEW.serial <> (SELECT coalesce(max(serial) + 1, 0) FROM journal.checkpoint)
        OR NEW.size <= (SELECT coalesce(max(size), -1) FROM journal.checkpoint)
        """,
        "a checkpoint takes the next number and a larger size",
    ),
    """
    CREATE TRIGGER checkpoint_next BEFORE INSERT ON journal.checkpoint
    FOR EACH ROW EXECUTE FUNCTION journal.checkpoint_next()
    """,
)
SCHEMA = (";".join(_STATEMENTS),)  # one journey to the server

GRANT = """
GRANT USAGE ON SCHEMA journal TO {role};
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA journal TO {role};
"""
GRANT_ERASE = "GRANT UPDATE (content, salt) ON journal.entry TO {role}"

FITNESS = """
SELECT current_setting('fsync'), pg_encoding_to_char(encoding)
FROM pg_database WHERE datname = current_database()
"""
# Not to_regclass, which does not see what was committed while this transaction waited its turn.
IS_NEW = """
SELECT NOT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'journal' AND tablename = 'log')
"""
LOCK = 0x626572616164  # "beraad"; advisory locks are by database, as the journal is
# Whoever was cut off must not hold the lock for hours; and each commit must be on disk, whatever
# the server is set to.
BEGIN = """
BEGIN;
SET LOCAL lock_timeout = {wait};
SET LOCAL idle_in_transaction_session_timeout = '1min';
SET LOCAL synchronous_commit = on;
SELECT pg_advisory_xact_lock({lock})
"""
BEGIN_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
COMMIT = "COMMIT"

NAME_KEY = 'INSERT INTO journal.log ("only", vkey) VALUES (1, %s)'
KEY = "SELECT vkey FROM journal.log"

ADD_ENTRIES = "COPY journal.entry (position, content, salt) FROM STDIN"
ENTRY = "SELECT convert_to(content, 'UTF8'), salt FROM journal.entry WHERE position = %s"
ERASE = "UPDATE journal.entry SET content = NULL, salt = NULL WHERE position = %s"
ALL_ENTRIES = """
SELECT position, convert_to(content, 'UTF8'), salt FROM journal.entry ORDER BY position
"""
FIND = "SELECT position, content FROM journal.entry WHERE content IS NOT NULL"
FILTERS = {
    "after": " AND position > %s",
    "act": " AND act = %s",
    "about": " AND about = %s",
    "subject": " AND subject = %s AND subject <> ''",  # the second half lets the index serve
    "since": " AND at >= %s",
    "until": " AND at < %s",
}
IN_ORDER = " ORDER BY position"

TILE = """
SELECT string_agg(hashes, ''::bytea ORDER BY start) FROM journal.tile
WHERE level = %s AND number = %s HAVING count(*) > 0
"""
ADD_TILE = "INSERT INTO journal.tile (level, number, start, hashes) VALUES (%s, %s, %s, %s)"
ALL_TILES = """
SELECT level, number, string_agg(hashes, ''::bytea ORDER BY start) FROM journal.tile
GROUP BY level, number ORDER BY level, number
"""

ADD_CHECKPOINT = "INSERT INTO journal.checkpoint (serial, size, note) VALUES (%s, %s, %s)"
LAST_CHECKPOINT = "SELECT serial, size, note FROM journal.checkpoint ORDER BY size DESC LIMIT 1"
CHECKPOINT = "SELECT note FROM journal.checkpoint WHERE size = %s"
ALL_CHECKPOINTS = """
SELECT serial, size, convert_to(note, 'UTF8') FROM journal.checkpoint ORDER BY serial
"""
