-- The sources of the harmonised statuses. Each answers with one row: yes or no, as of the day of the
-- question. It never says since when, and never why.

-- store: increased-allowance
CREATE TABLE insured AS SELECT subject FROM population.insurance;
CREATE INDEX insured_by_subject ON insured (subject);
CREATE TABLE granted AS SELECT subject, begin, "end" FROM population.statuses
WHERE status = 'increased_allowance';
CREATE INDEX granted_by_subject ON granted (subject);
CREATE VIEW status AS
SELECT i.subject, EXISTS (
  SELECT 1 FROM granted g WHERE g.subject = i.subject
  AND g.begin <= asked_on() AND (g."end" IS NULL OR g."end" > asked_on())
) AS increased_allowance, asked_on() AS reference_date
FROM insured i;

-- store: living-wage
CREATE TABLE known AS SELECT DISTINCT subject FROM population.residences;
CREATE INDEX known_by_subject ON known (subject);
CREATE TABLE granted AS SELECT subject, begin, "end" FROM population.statuses
WHERE status = 'living_wage';
CREATE INDEX granted_by_subject ON granted (subject);
CREATE VIEW status AS
SELECT k.subject, EXISTS (
  SELECT 1 FROM granted g WHERE g.subject = k.subject
  AND g.begin <= asked_on() AND (g."end" IS NULL OR g."end" > asked_on())
) AS living_wage, asked_on() AS reference_date
FROM known k;

-- store: income-guarantee
CREATE TABLE known AS SELECT DISTINCT subject FROM population.residences;
CREATE INDEX known_by_subject ON known (subject);
CREATE TABLE granted AS SELECT subject, begin, "end" FROM population.statuses
WHERE status = 'income_guarantee';
CREATE INDEX granted_by_subject ON granted (subject);
CREATE VIEW status AS
SELECT k.subject, EXISTS (
  SELECT 1 FROM granted g WHERE g.subject = k.subject
  AND g.begin <= asked_on() AND (g."end" IS NULL OR g."end" > asked_on())
) AS income_guarantee, asked_on() AS reference_date
FROM known k;

-- store: disability-recognition
CREATE TABLE known AS SELECT DISTINCT subject FROM population.residences;
CREATE INDEX known_by_subject ON known (subject);
CREATE TABLE granted AS SELECT subject, begin, "end" FROM population.statuses
WHERE status = 'disability_recognition';
CREATE INDEX granted_by_subject ON granted (subject);
CREATE VIEW status AS
SELECT k.subject, EXISTS (
  SELECT 1 FROM granted g WHERE g.subject = k.subject
  AND g.begin <= asked_on() AND (g."end" IS NULL OR g."end" > asked_on())
) AS disability_recognition, asked_on() AS reference_date
FROM known k;

-- store: evidence
CREATE TABLE status_held AS SELECT subject, begin, "end" FROM population.statuses;
CREATE INDEX status_held_by_subject ON status_held (subject);
CREATE VIEW "about(persons-with-status)" AS SELECT subject, begin, "end" FROM status_held;

-- store: directory
-- Whether the holder knows the person is looked at; since 2024 it no longer stops anything
-- (illustration, after the flow of which that is told: dossier, W23).
INSERT INTO flow VALUES
  ('increased-allowance', '', 'consult', 'addressee', 1, '', '2018-04-03', '2024-01-01'),
  ('increased-allowance', '', 'consult', 'addressee', 0, '', '2024-01-01', NULL);
