"""The functions that views may call, as SQL for PostgreSQL: run once by the owner of a store.

They are those of asking.py and reckoning.py. What is data there, such as how long each kind of
relation lasts and which municipalities merged, is taken from there; a test holds the rest of each
rule against its Python for generated cases. `set_up(url)` makes them in the first schema of the
search path.
"""

import psycopg

from beraad.belgium.nis import MERGERS_2025
from beraad.exchange.relation import KINDS

ASKED = """
CREATE OR REPLACE FUNCTION asked_on() RETURNS text LANGUAGE sql STABLE
RETURN nullif(current_setting('beraad.asked_on', true), '');
CREATE OR REPLACE FUNCTION asked_by() RETURNS text LANGUAGE sql STABLE
RETURN current_setting('beraad.asked_by', true);
CREATE OR REPLACE FUNCTION asked_as() RETURNS text LANGUAGE sql STABLE
RETURN current_setting('beraad.asked_as', true);
"""
PRACTITIONER = """
CREATE OR REPLACE FUNCTION practitioner(number text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
  WHEN number !~ '^([0-9]{8}|[0-9]{11})$' THEN number
  WHEN substr(number, 7, 2)::int IN
    (97 - substr(number, 1, 6)::int % 97, 89 - substr(number, 1, 6)::int % 89)
  THEN substr(number, 1, 8) ELSE number END;
"""
MUNICIPALITY = """
CREATE OR REPLACE FUNCTION municipality_on(nis text, day text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce(
  (SELECT m.whole FROM (VALUES {merged}) AS m (first, part, whole)
   WHERE m.part = nis AND m.first <= substr(day, 1, 10)), nis);
"""
RELATION = """
CREATE OR REPLACE FUNCTION relation_until(kind text, began text, renewals text, ended text)
RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  start date := substr(began, 1, 10)::date;
  months int;
  renewed date;
  lapsed text;
BEGIN
  months := CASE kind {kinds} ELSE -1 END;
  IF months = -1 THEN
    RAISE EXCEPTION 'relation of an unknown kind';
  END IF;
  IF kind = 'file' AND renewals <> '' THEN
    FOR renewed IN SELECT substr(one, 1, 10)::date FROM unnest(string_to_array(renewals, ',')) one
      ORDER BY 1
    LOOP
      IF start <= renewed AND renewed < (start + make_interval(months => months))::date THEN
        months := months + 12;
      END IF;
    END LOOP;
  END IF;
  lapsed := to_char(start + make_interval(months => months), 'YYYY-MM-DD');
  RETURN least(lapsed COLLATE "C", ended COLLATE "C");
END $$;
"""


def script() -> str:
    """All of it."""
    merged = ", ".join(
        f"('{merger.on.isoformat()}', '{part}', '{merger.whole}')"
        for merger in MERGERS_2025
        for part in merger.parts
    )
    kinds = " ".join(
        f"WHEN '{word}' THEN {kind.lasts.months if kind.lasts else 'NULL'}"
        for word, kind in KINDS.items()
    )
    rules = [MUNICIPALITY.format(merged=merged), RELATION.format(kinds=kinds)]
    return "".join([ASKED, PRACTITIONER, *rules])


def set_up(url: str) -> None:
    """Make the functions; psycopg.Error if this role may not."""
    with psycopg.connect(url) as database:
        database.execute(script())
