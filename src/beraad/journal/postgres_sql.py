"""Every SQL statement of the journal for PostgreSQL 15 or later.

As in `sqlite_sql`, an entry's columns are computed from its content, and triggers hold off
mistakes and every role but a superuser and the owner. Here a tile is kept as the pieces by which
it grew, so that a writer's role needs no right but to insert and select.

Entries about persons lie in a partition for each month, so that the end of retention drops a table
and leaves no dead row behind; all others lie in `entry_lasting`. Positions are unique because the
trigger `entry_next` lets in the next one only. Partitions are made and dropped by two functions
that run as the owner.
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
        position bigint,
        month text COLLATE "C",
        content text,
        salt bytea CHECK (length(salt) = 16),
        at {_TEXT} ({_JSON} ->> 'at') STORED,
        act {_TEXT} ({_JSON} ->> 'act') STORED,
        about {_TEXT} ({_JSON} ->> 'about') STORED,
        subject {_TEXT} ({_JSON} ->> 'subject') STORED,
        erases {_TEXT} (
            CASE {_JSON} ->> 'act' WHEN 'journal.erased' THEN {_JSON} #>> '{{facts,index}}' END
        ) STORED,
        PRIMARY KEY (position, month),
        CHECK ((content IS NULL) = (salt IS NULL)),
        CHECK (month = CASE subject WHEN '' THEN '' ELSE left(at, 7) END)
    ) PARTITION BY LIST (month)
    """,
    "CREATE TABLE journal.entry_lasting PARTITION OF journal.entry FOR VALUES IN ('')",
    # With the position, so that reading in order is reading the index.
    "CREATE INDEX entry_subject ON journal.entry (subject, at, position) WHERE subject <> ''",
    "CREATE INDEX entry_act ON journal.entry (act, position)",
    "CREATE INDEX entry_about ON journal.entry (about, position)",
    "CREATE UNIQUE INDEX entry_erases ON journal.entry (erases, month) WHERE erases IS NOT NULL",
    # Attached, not made as a partition: that would wait for every reader, and every reader for it.
    """
    CREATE FUNCTION journal.open_month(wanted text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DECLARE part text := 'entry_' || replace(wanted, '-', '_');
    BEGIN
        IF wanted !~ '^\\d{4}-\\d{2}$' THEN
            RAISE EXCEPTION 'a month is written as 2024-01';
        ELSIF NOT EXISTS (
            SELECT FROM pg_tables WHERE schemaname = 'journal' AND tablename = part
        ) THEN
            EXECUTE format('CREATE TABLE journal.%I (LIKE journal.entry INCLUDING CONSTRAINTS'
                ' INCLUDING GENERATED)', part);
            EXECUTE format('ALTER TABLE journal.entry ATTACH PARTITION journal.%I'
                ' FOR VALUES IN (%L)', part, wanted);
        END IF;
    END $$
    """,
    # What this very transaction has recorded as erased must be all that the month has left.
    """
    CREATE FUNCTION journal.forget_month(wanted text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
    BEGIN
        IF wanted = '' OR (
            SELECT count(content) FROM journal.entry WHERE month = wanted
        ) <> (
            SELECT coalesce(sum((content::jsonb #>> '{facts,count}')::bigint), 0)
            FROM journal.entry
            WHERE month = '' AND act = 'journal.erased'
                AND content::jsonb #>> '{facts,month}' = wanted
                AND xmin = pg_current_xact_id()::xid
        ) THEN
            RAISE EXCEPTION 'a month is forgotten only as a whole, after entries say so'
            USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        EXECUTE format('DROP TABLE journal.%I', 'entry_' || replace(wanted, '-', '_'));
    END $$
    """,
    "REVOKE ALL ON FUNCTION journal.open_month, journal.forget_month FROM PUBLIC",
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

# From the schema of one table for all entries to that of a partition for each month.
_MOVED = ("entry_subject", "entry_act", "entry_about", "entry_erases")
_ENTRY = [each for each in _STATEMENTS if " journal.entry" in each or "_month" in each]
RENEW = (
    ";".join(
        (
            "ALTER TABLE journal.entry RENAME TO entry_old",
            "ALTER TABLE journal.entry_old RENAME CONSTRAINT entry_pkey TO entry_old_pkey",
            *(f"DROP INDEX journal.{name}" for name in _MOVED),
            "DROP TRIGGER entry_stays ON journal.entry_old",
            "DROP FUNCTION journal.entry_next, journal.entry_erased CASCADE",
            *_ENTRY,
            "ALTER TABLE journal.entry DISABLE TRIGGER USER",
            """
            SELECT journal.open_month(month) FROM (
                SELECT DISTINCT left(at, 7) AS month FROM journal.entry_old WHERE subject <> ''
            ) AS months
            """,
            """
            INSERT INTO journal.entry (position, month, content, salt)
            SELECT position, CASE WHEN subject <> '' THEN left(at, 7) ELSE '' END, content, salt
            FROM journal.entry_old
            """,
            "ALTER TABLE journal.entry ENABLE TRIGGER USER",
            """
            DO $$ DECLARE held record; BEGIN
                FOR held IN
                    SELECT DISTINCT grantee, bool_or(privilege_type = 'UPDATE')
                        OVER (PARTITION BY grantee) AS erases
                    FROM information_schema.column_privileges
                    WHERE table_schema = 'journal' AND table_name = 'entry_old'
                        AND grantee <> grantor AND privilege_type IN ('INSERT', 'UPDATE')
                LOOP
                    EXECUTE format('GRANT SELECT, INSERT ON journal.entry TO %I', held.grantee);
                    EXECUTE format('GRANT EXECUTE ON FUNCTION journal.open_month TO %I',
                        held.grantee);
                    IF held.erases THEN
                        EXECUTE format('GRANT UPDATE (content, salt) ON journal.entry TO %I',
                            held.grantee);
                        EXECUTE format('GRANT EXECUTE ON FUNCTION journal.forget_month TO %I',
                            held.grantee);
                    END IF;
                END LOOP;
            END $$
            """,
            "DROP TABLE journal.entry_old",
        )
    ),
)

# Not on all tables: who may write to a partition itself goes past the triggers.
GRANT = """
GRANT USAGE ON SCHEMA journal TO {role};
GRANT SELECT, INSERT ON journal.log, journal.entry, journal.tile, journal.checkpoint TO {role};
GRANT EXECUTE ON FUNCTION journal.open_month TO {role};
"""
GRANT_ERASE = """
GRANT UPDATE (content, salt) ON journal.entry TO {role};
GRANT EXECUTE ON FUNCTION journal.forget_month TO {role};
"""

FITNESS = """
SELECT current_setting('fsync'), pg_encoding_to_char(encoding)
FROM pg_database WHERE datname = current_database()
"""
# Not to_regclass, which does not see what was committed while this transaction waited its turn.
IS_NEW = """
SELECT NOT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'journal' AND tablename = 'log')
"""
IS_OLD = "SELECT relkind = 'r' FROM pg_class WHERE oid = 'journal.entry'::regclass"
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

# Of a journal that is carried here: where entries were erased are gaps, which no trigger lets in.
CARRYING = "ALTER TABLE journal.entry DISABLE TRIGGER USER"
CARRIED = "ALTER TABLE journal.entry ENABLE TRIGGER USER"
CARRY_TILES = "COPY journal.tile (level, number, start, hashes) FROM STDIN"
CARRY_CHECKPOINTS = "COPY journal.checkpoint (serial, size, note) FROM STDIN"

OPEN_MONTH = "SELECT journal.open_month(%s)"
ADD_ENTRIES = "COPY journal.entry (position, month, content, salt) FROM STDIN"
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
LATEST = """
SELECT position, content FROM journal.entry
WHERE subject = %s AND subject <> '' AND (at, position) < (%s, %s){act}
ORDER BY at DESC, position DESC LIMIT %s
"""
LATEST_ACT = " AND act = %s"
NAMED = """
SELECT about, position, content FROM journal.entry
WHERE about = ANY (ARRAY(SELECT jsonb_array_elements_text(%s::jsonb))) AND month = ''
ORDER BY position DESC
"""
FORGOTTEN = f"""
SELECT coalesce(max(forgotten), '') FROM (
    SELECT {_JSON} #>> '{{facts,month}}' AS forgotten FROM journal.entry
    WHERE act = 'journal.erased' AND month = '' AND erases IS NULL
    ORDER BY position DESC LIMIT 100
) AS newest
"""  # noqa: S608 (a constant)

MONTHS = """
SELECT replace(substr(relname, 7), '_', '-') FROM pg_inherits
JOIN pg_class ON pg_class.oid = inhrelid
WHERE inhparent = 'journal.entry'::regclass AND relname <> 'entry_lasting' ORDER BY 1
"""
SPAN = """
SELECT coalesce(min(position), 0), coalesce(max(position) + 1, 0)
FROM journal.entry WHERE month = %s
"""
RUNS = """
SELECT min(position), max(position) + 1 FROM (
    SELECT position, position - row_number() OVER (ORDER BY position) AS run FROM journal.entry
    WHERE month = %s AND position >= %s AND position < %s AND content IS NOT NULL
) AS found GROUP BY run ORDER BY 1
"""
FORGET_MONTH = "SELECT journal.forget_month(%s)"

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
