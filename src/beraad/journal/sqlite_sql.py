"""Every SQL statement of the journal, for SQLite 3.35 or later.

An entry's columns are computed from its content, so a row cannot say one thing to a reader and
another to the tree. The triggers hold off mistakes and the application's own role; they do not hold
off who owns the file. That is what the checkpoints, once seen elsewhere, are for.
"""

SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # NORMAL may lose the last commits at power loss
    "PRAGMA secure_delete = ON",  # an erased row is overwritten, not merely unlinked
)

_FIRST_SCHEMA = (
    """
    CREATE TABLE log (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        vkey TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE entry (
        position INTEGER PRIMARY KEY,
        content TEXT CHECK (typeof(content) IN ('text', 'null')),
        salt BLOB CHECK (typeof(salt) IN ('blob', 'null') AND length(salt) = 16),
        at TEXT GENERATED ALWAYS AS (json_extract(content, '$.at')) VIRTUAL,
        act TEXT GENERATED ALWAYS AS (json_extract(content, '$.act')) VIRTUAL,
        about TEXT GENERATED ALWAYS AS (json_extract(content, '$.about')) VIRTUAL,
        subject TEXT GENERATED ALWAYS AS (json_extract(content, '$.subject')) VIRTUAL,
        erases INTEGER GENERATED ALWAYS AS (
            CASE json_extract(content, '$.act') WHEN 'journal.erased'
            THEN json_extract(content, '$.facts.index') END
        ) VIRTUAL,
        CHECK ((content IS NULL) = (salt IS NULL))
    )
    """,
    "CREATE INDEX entry_subject ON entry (subject, at) WHERE subject <> ''",
    "CREATE INDEX entry_act ON entry (act)",
    "CREATE INDEX entry_about ON entry (about, act)",
    "CREATE UNIQUE INDEX entry_erases ON entry (erases) WHERE erases IS NOT NULL",
    """
    CREATE TABLE tile (
        level INTEGER NOT NULL,
        number INTEGER NOT NULL,
        hashes BLOB NOT NULL
            CHECK (typeof(hashes) = 'blob' AND length(hashes) BETWEEN 32 AND 8192),
        PRIMARY KEY (level, number)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE checkpoint (
        serial INTEGER PRIMARY KEY,
        size INTEGER NOT NULL UNIQUE,
        note TEXT NOT NULL
    )
    """,
    *(
        f"""
        CREATE TRIGGER {table}_stays BEFORE DELETE ON {table}
        BEGIN SELECT raise(ABORT, 'the journal only grows: nothing is deleted'); END
        """
        for table in ("log", "entry", "tile", "checkpoint")
    ),
    *(
        f"""
        CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table}
        BEGIN SELECT raise(ABORT, 'the journal only grows: nothing is changed'); END
        """
        for table in ("log", "checkpoint")
    ),
    """
    CREATE TRIGGER log_once BEFORE INSERT ON log WHEN EXISTS (SELECT 1 FROM log)
    BEGIN SELECT raise(ABORT, 'the journal has its key already'); END
    """,
    """
    CREATE TRIGGER entry_next BEFORE INSERT ON entry
    WHEN NEW.position <> (SELECT coalesce(max(position) + 1, 0) FROM entry)
        OR NEW.content IS NULL
    BEGIN SELECT raise(ABORT, 'an entry takes the next position, with its content'); END
    """,
    """
    CREATE TRIGGER tile_new BEFORE INSERT ON tile
    WHEN EXISTS (SELECT 1 FROM tile WHERE level = NEW.level AND number = NEW.number)
    BEGIN SELECT raise(ABORT, 'the journal has this tile already'); END
    """,
    """
    CREATE TRIGGER tile_grows BEFORE UPDATE ON tile
    WHEN NEW.level <> OLD.level OR NEW.number <> OLD.number
        OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes
    BEGIN SELECT raise(ABORT, 'a tile only grows'); END
    """,
    """
    CREATE TRIGGER checkpoint_next BEFORE INSERT ON checkpoint
    WHEN NEW.serial <> (SELECT coalesce(max(serial) + 1, 0) FROM checkpoint)
        OR NEW.size <= (SELECT coalesce(max(size), -1) FROM checkpoint)
    BEGIN SELECT raise(ABORT, 'a checkpoint takes the next number and a larger size'); END
    """,
)

# From the schema of old to that of now: an entry may record the erasure of many. The trigger looks
# at the whole stretch that a record comprises; that each run is right is for the verifier to see.
RENEW = (
    """
    ALTER TABLE entry ADD COLUMN erases_from INTEGER GENERATED ALWAYS AS (
        CASE json_extract(content, '$.act') WHEN 'journal.erased'
        THEN json_extract(content, '$.facts.runs[0]') END
    ) VIRTUAL
    """,
    """
    ALTER TABLE entry ADD COLUMN erases_to INTEGER GENERATED ALWAYS AS (
        json_extract(content, '$.facts.runs[#-1]')
    ) VIRTUAL
    """,
    """
    CREATE INDEX entry_erases_runs ON entry (erases_from, erases_to)
    WHERE erases_from IS NOT NULL
    """,
    "DROP TRIGGER IF EXISTS entry_erased",
    """
    CREATE TRIGGER entry_erased BEFORE UPDATE ON entry
    WHEN NEW.position <> OLD.position
        OR NEW.content IS NOT NULL
        OR OLD.act = 'journal.erased'
        OR NOT (
            EXISTS (SELECT 1 FROM entry WHERE erases = OLD.position)
            OR OLD.subject <> '' AND EXISTS (
                SELECT 1 FROM entry
                WHERE erases_from <= OLD.position AND erases_to > OLD.position
            )
        )
    BEGIN SELECT raise(ABORT, 'an entry is changed only by erasing it, after an entry says so'); END
    """,
)
SCHEMA = (*_FIRST_SCHEMA, *RENEW)

IS_NEW = "SELECT count(*) = 0 FROM sqlite_schema"
IS_OLD = "SELECT count(*) = 0 FROM pragma_table_xinfo('entry') WHERE name = 'erases_from'"
BEGIN = "BEGIN IMMEDIATE"  # takes the one writer's place at once, or waits for it
BEGIN_READ = "BEGIN"
COMMIT = "COMMIT"
PATIENCE = "PRAGMA busy_timeout = {}"  # milliseconds; a PRAGMA takes no parameter
EMPTY_WAL = "PRAGMA wal_checkpoint(TRUNCATE)"

NAME_KEY = "INSERT INTO log (only, vkey) VALUES (1, ?)"
KEY = "SELECT vkey FROM log"

ADD_ENTRY = "INSERT INTO entry (position, content, salt) VALUES (?, ?, ?)"
ENTRY = "SELECT CAST(content AS BLOB), salt FROM entry WHERE position = ?"
ERASE = "UPDATE entry SET content = NULL, salt = NULL WHERE position = ?"
# As bytes: a tampered row need not be text at all, and must still go out as it stands.
ALL_ENTRIES = "SELECT position, CAST(content AS BLOB), salt FROM entry ORDER BY position"
FIND = "SELECT position, content FROM entry WHERE content IS NOT NULL"
FILTERS = {
    "after": " AND position > ?",
    "act": " AND act = ?",
    "about": " AND about = ?",
    "subject": " AND subject = ? AND subject <> ''",  # the second half lets the index serve
    "since": " AND at >= ?",
    "until": " AND at < ?",
}
IN_ORDER = " ORDER BY position"
LATEST = """
SELECT position, content FROM entry
WHERE subject = ? AND subject <> '' AND (at, position) < (?, ?){act}
ORDER BY at DESC, position DESC LIMIT ?
"""
LATEST_ACT = " AND +act = ?"  # sought among the person's, not the person among all of this act

# Last the first about each. The plus keeps the many about no person from being read.
NAMED = """
SELECT about, position, content FROM entry
WHERE about IN (SELECT value FROM json_each(?)) AND +subject = '' ORDER BY position DESC
"""
# Of the newest records: those of many single erasures hide no month that was forgotten before.
FORGOTTEN = """
SELECT coalesce(max(json_extract(content, '$.facts.month')), '') FROM (
    SELECT content FROM entry
    WHERE act = 'journal.erased' AND json_extract(content, '$.facts.month') IS NOT NULL
    ORDER BY position DESC LIMIT 100
)
"""

# The months are in the index of subjects; its rows need not be read. The plus keeps a chunk from
# being sought in that index, rather than where it stands.
MONTHS = "SELECT DISTINCT substr(at, 1, 7) FROM entry WHERE subject <> '' ORDER BY 1"
SPAN = """
SELECT coalesce(min(position), 0), coalesce(max(position) + 1, 0) FROM entry
WHERE subject <> '' AND substr(at, 1, 7) = ?
"""
RUNS = """
SELECT min(position), max(position) + 1 FROM (
    SELECT position, position - row_number() OVER (ORDER BY position) AS run FROM entry
    WHERE substr(at, 1, 7) = ? AND position >= ? AND position < ? AND +subject <> ''
) GROUP BY run ORDER BY 1
"""
ERASE_RUN = "UPDATE entry SET content = NULL, salt = NULL WHERE position >= ? AND position < ?"

TILE = "SELECT hashes FROM tile WHERE level = ? AND number = ?"
ADD_TILE = "INSERT INTO tile (level, number, hashes) VALUES (?, ?, ?)"
GROW_TILE = """
UPDATE tile SET hashes = CAST(hashes || ? AS BLOB) WHERE level = ? AND number = ?
"""
ALL_TILES = "SELECT level, number, hashes FROM tile ORDER BY level, number"

ADD_CHECKPOINT = "INSERT INTO checkpoint (serial, size, note) VALUES (?, ?, ?)"
LAST_CHECKPOINT = "SELECT serial, size, note FROM checkpoint ORDER BY size DESC LIMIT 1"
CHECKPOINT = "SELECT note FROM checkpoint WHERE size = ?"
ALL_CHECKPOINTS = "SELECT serial, size, CAST(note AS BLOB) FROM checkpoint ORDER BY serial"
