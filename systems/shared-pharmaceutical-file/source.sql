-- The shared pharmaceutical file and the local files of the pharmacies, on the simulated population.
-- One relation for each table of the catalogue, with `subject` and a column for each field.

-- store: gfd
-- What the patient objected to is never recorded. The file holds what the past gives; how far back
-- a question may look is for the deliberation to say.
CREATE TABLE dispensing AS
SELECT subject, product, posology, intake, date, pharmacy
FROM population.dispensings WHERE NOT objected;
CREATE INDEX dispensing_by_subject ON dispensing (subject, date);

-- store: pharmacy-files
CREATE TABLE dispensed AS
SELECT subject, product, posology, intake, date, pharmacy, price, objected
FROM population.dispensings;
CREATE INDEX dispensed_by_subject ON dispensed (subject, date);
-- What the patient objected to stays in the pharmacy; the rest may go to the shared file.
CREATE VIEW dispensing AS
SELECT subject, product, posology, intake, date, pharmacy, price FROM dispensed
WHERE objected = 0 OR asked_by() <> 'gfd-manager';

-- store: evidence
-- The patient objects to the recording of a product when it is dispensed. It stands in the way of the
-- whole report of that day if everything of that day was objected to; else the pharmacy leaves out
-- what was.
CREATE TABLE objection AS
SELECT subject, date FROM population.dispensings GROUP BY subject, date HAVING min(objected) = 1;
CREATE INDEX objection_by_subject ON objection (subject);
CREATE VIEW "objection-to-over-the-counter" AS
SELECT subject, date AS begin, date || 'T24:00:00' AS "end" FROM objection;

-- store: directory
-- The manager of the shared file is outside the network of social security: nobody is integrated there.
INSERT INTO flow VALUES
  ('pharmacy-files', 'gfd-manager', 'notify', 'none', 0, '', '2012-09-18', NULL);
