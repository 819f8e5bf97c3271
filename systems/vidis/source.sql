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
-- The pharmacy to which a patient wants to go with what he or she has hidden (nobody in the simulation).
CREATE TABLE preferred (subject TEXT, pharmacy TEXT);
CREATE INDEX preferred_by_subject ON preferred (subject);
-- Open is what is still valid and not yet dispensed on the day of the question. What the patient
-- has hidden is shown to nobody but the patient and the pharmacists of the preferred pharmacy.
CREATE VIEW prescription AS
SELECT w.subject, w.product, w.posology, w.date, w."end", w.prescriber FROM written w
WHERE w.date <= asked_on() AND asked_on() <= w."end"
  AND (w.dispensed_on IS NULL OR w.dispensed_on > asked_on())
  AND (w.hidden = 0 OR asked_as() = 'subject' OR asked_as() = 'pharmacist' AND EXISTS (
    SELECT 1 FROM preferred f WHERE f.subject = w.subject AND f.pharmacy = asked_by()
  ));

-- store: evidence
-- Hidden as a whole: every open prescription of the patient is hidden. Where only some are, the source
-- leaves those out.
CREATE TABLE prescribed AS
SELECT subject, date AS begin, hidden,
  coalesce(min(dispensed_on, "end" || 'T24:00:00'), "end" || 'T24:00:00') AS "end"
FROM population.prescriptions;
CREATE INDEX prescribed_by_subject ON prescribed (subject);
CREATE TABLE preferred (subject TEXT, pharmacy TEXT);
CREATE INDEX preferred_by_subject ON preferred (subject);
CREATE VIEW "prescription-hidden" AS
SELECT p.subject, p.begin, p."end" FROM prescribed p WHERE p.hidden = 1 AND NOT EXISTS (
  SELECT 1 FROM prescribed o WHERE o.subject = p.subject AND o.hidden = 0
  AND o.begin <= asked_on() AND o."end" > asked_on()
) AND NOT EXISTS (
  SELECT 1 FROM preferred f WHERE f.subject = p.subject
  AND f.pharmacy = asked_by() AND asked_as() = 'pharmacist'
);
