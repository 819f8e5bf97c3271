-- The buffer database: copies of the statuses as they stood on the first day of each quarter, so an
-- answer may lag behind the source by up to three months, and says of which day it is. Cycle and
-- lateness are an illustration.

-- store: buffer-database
-- When the copies of a quarter came in: on its first day, but once, in April 2026, weeks late.
CREATE TABLE cycle AS
SELECT first_day, CASE first_day WHEN '2026-04-01' THEN '2026-04-20' ELSE first_day END AS delivered
FROM population.quarters;
CREATE VIEW latest AS SELECT max(first_day) AS first_day FROM cycle WHERE delivered <= asked_on();
CREATE TABLE known AS SELECT DISTINCT subject FROM population.residences;
CREATE INDEX known_by_subject ON known (subject);
-- Most decisions are known from the day on which they begin. What a source decides with effect from
-- an earlier day is known later, and told from the next cycle on.
CREATE TABLE copied AS SELECT subject, status, begin, "end", begin AS known
FROM population.statuses;
CREATE INDEX copied_by_subject ON copied (subject);
-- Of which days the buffer tells: the first day of the quarter and, in the first quarter in which a
-- late decision is known, the earlier day from which it counts.
CREATE VIEW told AS
SELECT k.subject, t.first_day AS day, t.first_day AS cycle FROM known k CROSS JOIN latest t
WHERE t.first_day IS NOT NULL
UNION ALL
SELECT DISTINCT l.subject, l.begin, t.first_day FROM copied l JOIN latest t
  ON l.known <= t.first_day AND l.begin < t.first_day
WHERE l.known > l.begin
AND l.known > (SELECT max(c.first_day) FROM cycle c WHERE c.first_day < t.first_day);
CREATE VIEW status AS
SELECT m.subject,
  EXISTS (SELECT 1 FROM copied d WHERE d.subject = m.subject AND d.status = 'increased_allowance'
          AND d.known <= m.cycle AND d.begin <= m.day AND (d."end" IS NULL OR d."end" > m.day)
  ) AS increased_allowance,
  EXISTS (SELECT 1 FROM copied d WHERE d.subject = m.subject AND d.status = 'living_wage'
          AND d.known <= m.cycle AND d.begin <= m.day AND (d."end" IS NULL OR d."end" > m.day)
  ) AS living_wage,
  EXISTS (SELECT 1 FROM copied d WHERE d.subject = m.subject AND d.status = 'income_guarantee'
          AND d.known <= m.cycle AND d.begin <= m.day AND (d."end" IS NULL OR d."end" > m.day)
  ) AS income_guarantee,
  EXISTS (SELECT 1 FROM copied d WHERE d.subject = m.subject AND d.status = 'disability_recognition'
          AND d.known <= m.cycle AND d.begin <= m.day AND (d."end" IS NULL OR d."end" > m.day)
  ) AS disability_recognition,
  EXISTS (SELECT 1 FROM copied d WHERE d.subject = m.subject AND d.status = 'elderly_allowance'
          AND d.known <= m.cycle AND d.begin <= m.day AND (d."end" IS NULL OR d."end" > m.day)
  ) AS elderly_allowance,
  m.day AS reference_date,
  m.cycle AS copied_on  -- a correction of an earlier day is a new copy all the same
FROM told m;

-- store: evidence
-- Residential energy customers of any supplier, with those who live with them.
CREATE VIEW "about(energy-customers-and-household)" AS
SELECT subject, begin, "end" FROM "about(customers-of-recipient-and-household)"
WHERE recipient IN ('energy-supplier-lumina');

-- An invented merger: Oudmeer (46992) and Nieuwveld (46993) are Merenveld from 1 January 2025 on.
-- Addresses keep their codes. Which of these municipalities there is on a day says the catalogue.
INSERT INTO place VALUES
  ('46992', 'municipality-oudmeer'), ('46992', 'municipality-merenveld'),
  ('46993', 'municipality-nieuwveld'), ('46993', 'municipality-merenveld');

-- store: directory
-- The Crossroads Bank keeps the buffer itself and has no files of its own on persons, so what the
-- sources report of statuses is not controlled by integration (illustration).
INSERT INTO flow VALUES
  ('increased-allowance', 'cbss', 'notify', 'none', 1, '', '2016-02-02', NULL),
  ('living-wage', 'cbss', 'notify', 'none', 1, '', '2016-02-02', NULL),
  ('income-guarantee', 'cbss', 'notify', 'none', 1, '', '2016-02-02', NULL),
  ('disability-recognition', 'cbss', 'notify', 'none', 1, '', '2016-02-02', NULL),
  ('elderly-allowance', 'cbss', 'notify', 'none', 1, '', '2016-02-02', NULL),
  ('elderly-allowance-flanders', 'cbss', 'notify', 'none', 1, '', '2021-01-01', NULL),
  ('elderly-allowance-brussels', 'cbss', 'notify', 'none', 1, '', '2021-01-01', NULL),
  ('elderly-allowance-wallonia', 'cbss', 'notify', 'none', 1, '', '2021-01-01', NULL),
  ('elderly-allowance-german-speaking', 'cbss', 'notify', 'none', 1, '', '2021-01-01', NULL);
