-- The sources that VIDIS shows: the medication schemes of three regional stores and the open
-- prescriptions. A scheme is kept by the store of the region where the patient lived at first.

-- store: vitalink-scheme
CREATE TABLE scheme AS
SELECT s.subject, s.product, s.posology, s.begin, s."end", s.reason
FROM population.schemes s
WHERE (SELECT region FROM population.residences r WHERE r.subject = s.subject ORDER BY r.begin
       LIMIT 1) = 'flanders';
CREATE INDEX scheme_by_subject ON scheme (subject);

-- store: rsw-scheme
CREATE TABLE scheme AS
SELECT s.subject, s.product, s.posology, s.begin, s."end", s.reason
FROM population.schemes s
WHERE (SELECT region FROM population.residences r WHERE r.subject = s.subject ORDER BY r.begin
       LIMIT 1) IN ('wallonia', 'german-speaking-community');
CREATE INDEX scheme_by_subject ON scheme (subject);

-- store: bhn-scheme
CREATE TABLE scheme AS
SELECT s.subject, s.product, s.posology, s.begin, s."end", s.reason
FROM population.schemes s
WHERE (SELECT region FROM population.residences r WHERE r.subject = s.subject ORDER BY r.begin
       LIMIT 1) = 'brussels';
CREATE INDEX scheme_by_subject ON scheme (subject);

-- store: open-prescriptions
CREATE TABLE written AS SELECT * FROM population.prescriptions;
CREATE INDEX written_by_subject ON written (subject, date);
-- Open is what is still valid and not yet dispensed on the day of the question. What the patient
-- has hidden is shown to nobody but the patient.
CREATE VIEW prescription AS
SELECT subject, product, posology, date, "end", prescriber FROM written
WHERE date <= asked_on() AND asked_on() <= "end"
  AND (dispensed_on IS NULL OR dispensed_on > asked_on())
  AND (hidden = 0 OR asked_as() = 'subject');

-- store: evidence
-- Hidden as a whole: every prescription of the patient that has not been dispensed is hidden. Where
-- only some are, the source leaves those out.
CREATE TABLE prescribed AS
SELECT subject, date AS begin, ifnull(min(dispensed_on, "end"), "end") AS "end", hidden
FROM population.prescriptions;
CREATE INDEX prescribed_by_subject ON prescribed (subject);
CREATE VIEW "prescription-hidden" AS
SELECT p.subject, p.begin, p."end" FROM prescribed p WHERE p.hidden = 1 AND NOT EXISTS (
  SELECT 1 FROM prescribed o WHERE o.subject = p.subject AND o.hidden = 0
  AND o.begin < p."end" AND o."end" > p.begin
);
