-- The buffer database: copies of the statuses as they stood on the first day of each quarter, so an
-- answer may lag behind the source by up to three months, and says of which day it is.

-- store: buffer-database
CREATE TABLE quarter AS SELECT first_day, last_day FROM population.quarters;
CREATE TABLE known AS SELECT DISTINCT subject FROM population.residences;
CREATE INDEX known_by_subject ON known (subject);
CREATE TABLE copied AS SELECT subject, status, begin, "end" FROM population.statuses;
CREATE INDEX copied_by_subject ON copied (subject);
CREATE VIEW held AS
SELECT c.subject, c.status, q.first_day FROM copied c JOIN quarter q
  ON c.begin <= q.first_day AND (c."end" IS NULL OR c."end" > q.first_day);
CREATE VIEW status AS
SELECT k.subject,
  EXISTS (SELECT 1 FROM held h WHERE h.subject = k.subject AND h.first_day = q.first_day
          AND h.status = 'increased_allowance') AS increased_allowance,
  EXISTS (SELECT 1 FROM held h WHERE h.subject = k.subject AND h.first_day = q.first_day
          AND h.status = 'living_wage') AS living_wage,
  EXISTS (SELECT 1 FROM held h WHERE h.subject = k.subject AND h.first_day = q.first_day
          AND h.status = 'income_guarantee') AS income_guarantee,
  EXISTS (SELECT 1 FROM held h WHERE h.subject = k.subject AND h.first_day = q.first_day
          AND h.status = 'disability_recognition') AS disability_recognition,
  EXISTS (SELECT 1 FROM held h WHERE h.subject = k.subject AND h.first_day = q.first_day
          AND h.status = 'elderly_allowance') AS elderly_allowance,
  q.first_day AS reference_date
FROM known k JOIN quarter q ON asked_on() BETWEEN q.first_day AND q.last_day;

-- store: evidence
-- Residential energy customers of any supplier, with those who live with them.
CREATE VIEW "about(energy-customers-and-household)" AS
SELECT subject, begin, "end" FROM "about(customers-of-recipient-and-household)"
WHERE recipient IN ('energy-supplier-lumina');

-- store: directory
-- The Crossroads Bank keeps the buffer itself and has no files of its own on persons, so what the
-- sources report of statuses is not controlled by integration (illustration).
INSERT INTO flow VALUES
  ('increased-allowance', 'cbss', 'notify', 'none', 1, '', '2016-02-02', NULL),
  ('living-wage', 'cbss', 'notify', 'none', 1, '', '2016-02-02', NULL),
  ('income-guarantee', 'cbss', 'notify', 'none', 1, '', '2016-02-02', NULL),
  ('disability-recognition', 'cbss', 'notify', 'none', 1, '', '2016-02-02', NULL);
