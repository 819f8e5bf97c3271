-- The registers of the Crossroads Bank: persons without a number of the National Register (bis), and
-- persons whose number is no longer managed there (RAD). Complementary and subsidiary: who moves to
-- the National Register leaves them.

-- store: cbss-registers
CREATE TABLE person AS
SELECT p.subject, p.surname || ' ' || p.given_name AS name, p.birth_date, p.birth_place, p.sex,
  p.nationality, p.civil_status, p.abroad AS address, p.death_date, p.register AS register
FROM population.persons p;
CREATE INDEX person_by_subject ON person (subject);
CREATE TABLE registration AS SELECT subject, register, begin, "end" FROM population.registrations;
CREATE INDEX registration_by_subject ON registration (subject);
CREATE TABLE former AS SELECT subject, former FROM population.replaced;
CREATE INDEX former_by_subject ON former (subject);
-- A death after the day of the question is not known yet. Before a number was replaced, the person
-- went by the former one.
CREATE VIEW identity AS
SELECT p.subject, coalesce((SELECT f.former FROM former f WHERE f.subject = p.subject), p.subject)
  AS ssin, p.name, p.birth_date, p.birth_place, p.sex, p.nationality, p.civil_status, p.address,
  CASE WHEN p.death_date <= asked_on() THEN p.death_date END AS death_date
FROM person p
WHERE p.birth_date <= asked_on()
AND EXISTS (SELECT 1 FROM registration r WHERE r.subject = p.subject AND r.register <> 'national'
            AND r.begin <= asked_on())
AND NOT EXISTS (SELECT 1 FROM registration r WHERE r.subject = p.subject
                AND r.register = 'national' AND r.begin <= asked_on());
