-- The schema of a journal before entries could be erased by the month (postgres).
CREATE SCHEMA IF NOT EXISTS journal;
CREATE TABLE journal.log (
    "only" integer PRIMARY KEY CHECK ("only" = 1),
    vkey text NOT NULL
);
CREATE TABLE journal.entry (
    position bigint PRIMARY KEY,
    content text,
    salt bytea CHECK (length(salt) = 16),
    at text COLLATE "C" GENERATED ALWAYS AS (replace(replace(content, '\\', '\u005c'), '\u0000', '\ufffd')::jsonb ->> 'at') STORED,
    act text COLLATE "C" GENERATED ALWAYS AS (replace(replace(content, '\\', '\u005c'), '\u0000', '\ufffd')::jsonb ->> 'act') STORED,
    about text COLLATE "C" GENERATED ALWAYS AS (replace(replace(content, '\\', '\u005c'), '\u0000', '\ufffd')::jsonb ->> 'about') STORED,
    subject text COLLATE "C" GENERATED ALWAYS AS (replace(replace(content, '\\', '\u005c'), '\u0000', '\ufffd')::jsonb ->> 'subject') STORED,
    erases text COLLATE "C" GENERATED ALWAYS AS (
        CASE replace(replace(content, '\\', '\u005c'), '\u0000', '\ufffd')::jsonb ->> 'act' WHEN 'journal.erased' THEN replace(replace(content, '\\', '\u005c'), '\u0000', '\ufffd')::jsonb #>> '{facts,index}' END
    ) STORED,
    CHECK ((content IS NULL) = (salt IS NULL))
);
CREATE INDEX entry_subject ON journal.entry (subject, position) WHERE subject <> '';
CREATE INDEX entry_act ON journal.entry (act, position);
CREATE INDEX entry_about ON journal.entry (about, position);
CREATE UNIQUE INDEX entry_erases ON journal.entry (erases) WHERE erases IS NOT NULL;
CREATE TABLE journal.tile (
    level integer,
    number bigint,
    start integer,
    hashes bytea NOT NULL CHECK (length(hashes) % 32 = 0 AND length(hashes) > 0),
    PRIMARY KEY (level, number, start),
    CHECK (start + length(hashes) / 32 <= 256)
);
CREATE TABLE journal.checkpoint (
    serial bigint PRIMARY KEY,
    size bigint NOT NULL UNIQUE,
    note text NOT NULL
);
CREATE FUNCTION journal.table_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF true THEN
        RAISE EXCEPTION 'the journal only grows: nothing is deleted or changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER log_stays BEFORE DELETE OR UPDATE OR TRUNCATE ON journal.log
FOR EACH STATEMENT EXECUTE FUNCTION journal.table_stays();
CREATE TRIGGER entry_stays BEFORE DELETE OR TRUNCATE ON journal.entry
FOR EACH STATEMENT EXECUTE FUNCTION journal.table_stays();
CREATE TRIGGER tile_stays BEFORE DELETE OR UPDATE OR TRUNCATE ON journal.tile
FOR EACH STATEMENT EXECUTE FUNCTION journal.table_stays();
CREATE TRIGGER checkpoint_stays BEFORE DELETE OR UPDATE OR TRUNCATE ON journal.checkpoint
FOR EACH STATEMENT EXECUTE FUNCTION journal.table_stays();
CREATE FUNCTION journal.entry_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF 
    (SELECT count(*) <> count(content) OR count(*) <> max(position) - min(position) + 1
        OR min(position) <> (
            SELECT coalesce(max(position) + 1, 0) FROM journal.entry
            WHERE position < (SELECT min(position) FROM added)
        )
    FROM added)
     THEN
        RAISE EXCEPTION 'an entry takes the next position, with its content' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entry_next AFTER INSERT ON journal.entry REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION journal.entry_next();
CREATE FUNCTION journal.entry_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF 
    NEW.position <> OLD.position OR NEW.content IS NOT NULL OR OLD.act = 'journal.erased'
    OR NOT EXISTS (SELECT FROM journal.entry WHERE erases = OLD.position::text)
     THEN
        RAISE EXCEPTION 'an entry is changed only by erasing it, after an entry says so' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entry_erased BEFORE UPDATE ON journal.entry
FOR EACH ROW EXECUTE FUNCTION journal.entry_erased();
CREATE FUNCTION journal.tile_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF 
    NEW.start <> (
        SELECT coalesce(sum(length(hashes)) / 32, 0) FROM journal.tile
        WHERE level = NEW.level AND number = NEW.number
    )
     THEN
        RAISE EXCEPTION 'a tile only grows' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tile_grows BEFORE INSERT ON journal.tile
FOR EACH ROW EXECUTE FUNCTION journal.tile_grows();
CREATE FUNCTION journal.checkpoint_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF 
    NEW.serial <> (SELECT coalesce(max(serial) + 1, 0) FROM journal.checkpoint)
    OR NEW.size <= (SELECT coalesce(max(size), -1) FROM journal.checkpoint)
     THEN
        RAISE EXCEPTION 'a checkpoint takes the next number and a larger size' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER checkpoint_next BEFORE INSERT ON journal.checkpoint
FOR EACH ROW EXECUTE FUNCTION journal.checkpoint_next();
