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
CREATE TABLE dispensing AS
SELECT subject, product, posology, intake, date, pharmacy, price FROM population.dispensings;
CREATE INDEX dispensing_by_subject ON dispensing (subject, date);

-- store: evidence
-- Whether the patient objected to the recording of the product at hand is stated with each
-- dispensing; as evidence stands only that the patient never objected to any.
CREATE TABLE objection AS
SELECT subject, min(date) AS begin FROM population.dispensings WHERE objected GROUP BY subject;
CREATE INDEX objection_by_subject ON objection (subject);
CREATE VIEW "objection-to-over-the-counter" AS SELECT subject, begin FROM objection;
