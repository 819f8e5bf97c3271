-- The allowance for assistance to the elderly after the sixth state reform: each region keeps it for
-- those who live there on the day of the question; the federal file knows what began before the
-- transfer (1 January 2021 at the latest).

-- store: elderly-allowance
CREATE TABLE granted AS SELECT subject, begin, "end" FROM population.statuses
WHERE status = 'elderly_allowance' AND begin < '2021-01-01';
CREATE INDEX granted_by_subject ON granted (subject);
CREATE TABLE lives AS SELECT DISTINCT subject FROM population.residences;
CREATE INDEX lives_by_subject ON lives (subject);
CREATE VIEW status AS
SELECT l.subject, asked_on() < '2021-01-01' AND EXISTS (
  SELECT 1 FROM granted g WHERE g.subject = l.subject
  AND g.begin <= asked_on() AND (g."end" IS NULL OR g."end" > asked_on())
) AS elderly_allowance, asked_on() AS reference_date
FROM lives l;

-- store: elderly-allowance-flanders
CREATE TABLE lives AS SELECT subject, begin, "end" FROM population.residences
WHERE region = 'flanders';
CREATE INDEX lives_by_subject ON lives (subject);
CREATE TABLE granted AS SELECT subject, begin, "end" FROM population.statuses
WHERE status = 'elderly_allowance';
CREATE INDEX granted_by_subject ON granted (subject);
CREATE VIEW status AS
SELECT l.subject, EXISTS (
  SELECT 1 FROM granted g WHERE g.subject = l.subject
  AND g.begin <= asked_on() AND (g."end" IS NULL OR g."end" > asked_on())
) AS elderly_allowance, asked_on() AS reference_date
FROM lives l WHERE l.begin <= asked_on() AND (l."end" IS NULL OR l."end" > asked_on());

-- store: elderly-allowance-brussels
CREATE TABLE lives AS SELECT subject, begin, "end" FROM population.residences
WHERE region = 'brussels';
CREATE INDEX lives_by_subject ON lives (subject);
CREATE TABLE granted AS SELECT subject, begin, "end" FROM population.statuses
WHERE status = 'elderly_allowance';
CREATE INDEX granted_by_subject ON granted (subject);
CREATE VIEW status AS
SELECT l.subject, EXISTS (
  SELECT 1 FROM granted g WHERE g.subject = l.subject
  AND g.begin <= asked_on() AND (g."end" IS NULL OR g."end" > asked_on())
) AS elderly_allowance, asked_on() AS reference_date
FROM lives l WHERE l.begin <= asked_on() AND (l."end" IS NULL OR l."end" > asked_on());

-- store: elderly-allowance-wallonia
CREATE TABLE lives AS SELECT subject, begin, "end" FROM population.residences
WHERE region = 'wallonia';
CREATE INDEX lives_by_subject ON lives (subject);
CREATE TABLE granted AS SELECT subject, begin, "end" FROM population.statuses
WHERE status = 'elderly_allowance';
CREATE INDEX granted_by_subject ON granted (subject);
CREATE VIEW status AS
SELECT l.subject, EXISTS (
  SELECT 1 FROM granted g WHERE g.subject = l.subject
  AND g.begin <= asked_on() AND (g."end" IS NULL OR g."end" > asked_on())
) AS elderly_allowance, asked_on() AS reference_date
FROM lives l WHERE l.begin <= asked_on() AND (l."end" IS NULL OR l."end" > asked_on());

-- store: elderly-allowance-german-speaking
CREATE TABLE lives AS SELECT subject, begin, "end" FROM population.residences
WHERE region = 'german-speaking-community';
CREATE INDEX lives_by_subject ON lives (subject);
CREATE TABLE granted AS SELECT subject, begin, "end" FROM population.statuses
WHERE status = 'elderly_allowance';
CREATE INDEX granted_by_subject ON granted (subject);
CREATE VIEW status AS
SELECT l.subject, EXISTS (
  SELECT 1 FROM granted g WHERE g.subject = l.subject
  AND g.begin <= asked_on() AND (g."end" IS NULL OR g."end" > asked_on())
) AS elderly_allowance, asked_on() AS reference_date
FROM lives l WHERE l.begin <= asked_on() AND (l."end" IS NULL OR l."end" > asked_on());

