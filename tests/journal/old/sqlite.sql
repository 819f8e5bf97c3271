-- The schema of a journal before entries could be erased by the month (sqlite).
CREATE TABLE log (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    vkey TEXT NOT NULL
);
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
);
CREATE INDEX entry_subject ON entry (subject, at) WHERE subject <> '';
CREATE INDEX entry_act ON entry (act);
CREATE INDEX entry_about ON entry (about, act);
CREATE UNIQUE INDEX entry_erases ON entry (erases) WHERE erases IS NOT NULL;
CREATE TABLE tile (
    level INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hashes BLOB NOT NULL
        CHECK (typeof(hashes) = 'blob' AND length(hashes) BETWEEN 32 AND 8192),
    PRIMARY KEY (level, number)
) WITHOUT ROWID;
CREATE TABLE checkpoint (
    serial INTEGER PRIMARY KEY,
    size INTEGER NOT NULL UNIQUE,
    note TEXT NOT NULL
);
CREATE TRIGGER log_stays BEFORE DELETE ON log
BEGIN SELECT raise(ABORT, 'the journal only grows: nothing is deleted'); END;
CREATE TRIGGER entry_stays BEFORE DELETE ON entry
BEGIN SELECT raise(ABORT, 'the journal only grows: nothing is deleted'); END;
CREATE TRIGGER tile_stays BEFORE DELETE ON tile
BEGIN SELECT raise(ABORT, 'the journal only grows: nothing is deleted'); END;
CREATE TRIGGER checkpoint_stays BEFORE DELETE ON checkpoint
BEGIN SELECT raise(ABORT, 'the journal only grows: nothing is deleted'); END;
CREATE TRIGGER log_fixed BEFORE UPDATE ON log
BEGIN SELECT raise(ABORT, 'the journal only grows: nothing is changed'); END;
CREATE TRIGGER checkpoint_fixed BEFORE UPDATE ON checkpoint
BEGIN SELECT raise(ABORT, 'the journal only grows: nothing is changed'); END;
CREATE TRIGGER log_once BEFORE INSERT ON log WHEN EXISTS (SELECT 1 FROM log)
BEGIN SELECT raise(ABORT, 'the journal has its key already'); END;
CREATE TRIGGER entry_next BEFORE INSERT ON entry
WHEN NEW.position <> (SELECT coalesce(max(position) + 1, 0) FROM entry)
    OR NEW.content IS NULL
BEGIN SELECT raise(ABORT, 'an entry takes the next position, with its content'); END;
CREATE TRIGGER entry_erased BEFORE UPDATE ON entry
WHEN NEW.position <> OLD.position
    OR NEW.content IS NOT NULL
    OR OLD.act = 'journal.erased'
    OR NOT EXISTS (SELECT 1 FROM entry WHERE erases = OLD.position)
BEGIN SELECT raise(ABORT, 'an entry is changed only by erasing it, after an entry says so'); END;
CREATE TRIGGER tile_new BEFORE INSERT ON tile
WHEN EXISTS (SELECT 1 FROM tile WHERE level = NEW.level AND number = NEW.number)
BEGIN SELECT raise(ABORT, 'the journal has this tile already'); END;
CREATE TRIGGER tile_grows BEFORE UPDATE ON tile
WHEN NEW.level <> OLD.level OR NEW.number <> OLD.number
    OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes
BEGIN SELECT raise(ABORT, 'a tile only grows'); END;
CREATE TRIGGER checkpoint_next BEFORE INSERT ON checkpoint
WHEN NEW.serial <> (SELECT coalesce(max(serial) + 1, 0) FROM checkpoint)
    OR NEW.size <= (SELECT coalesce(max(size), -1) FROM checkpoint)
BEGIN SELECT raise(ABORT, 'a checkpoint takes the next number and a larger size'); END;
