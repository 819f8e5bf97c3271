-- The file of insured persons of the sickness funds, from which the recipient of a certificate of
-- incapacity is found, and the certificates at the treating physicians'. Who is ill, from when and how
-- long follows from the national number of the worker (illustration).

-- store: insured-persons-file
CREATE TABLE insured AS
SELECT i.subject, i.fund, i.code_1, p.household, i.begin, i."end"
FROM population.insurance i JOIN population.persons p USING (subject);
CREATE INDEX insured_by_subject ON insured (subject);
CREATE TABLE child AS
SELECT household, birth_date, date(birth_date, '+18 years') AS turns_18 FROM population.persons
WHERE birth_date > '1997-01-01';
CREATE INDEX child_by_household ON child (household);
-- Dependants are the children under eighteen of the household (illustration).
CREATE VIEW insured_person AS
SELECT i.subject, i.fund, i.code_1 AS entitlement, (
    SELECT count(*) FROM child c WHERE c.household = i.household
    AND c.birth_date <= asked_on() AND c.turns_18 > asked_on()
  ) AS dependants
FROM insured i WHERE i.begin <= asked_on() AND (i."end" IS NULL OR i."end" > asked_on());

-- store: incapacity-certificates
CREATE TABLE written (
  subject TEXT, person TEXT, issued TEXT, begin TEXT, "end" TEXT, diagnosis TEXT, kind TEXT,
  may_leave_home INTEGER, physician TEXT
);
INSERT INTO written
SELECT subject, name, begin, begin, date(begin, '+' || days || ' days'),
  CASE days % 3 WHEN 0 THEN 'M54' WHEN 1 THEN 'J11' ELSE 'F43' END, kind, days % 2,
  coalesce((SELECT min(r.professional) FROM population.relations r
    WHERE r.subject = s.subject AND r.kind = 'file'), '')
FROM (
  SELECT subject, given_name || ' ' || surname AS name,
    date('2024-01-08', '+' || (20 * CAST(substr(subject, 5, 2) AS INTEGER)) || ' days') AS begin,
    4 + 3 * CAST(substr(subject, 9, 1) AS INTEGER) AS days,
    CASE substr(subject, 9, 1) WHEN '0' THEN 'extension' WHEN '1' THEN 'relapse' ELSE 'first' END
      AS kind
  FROM population.persons WHERE substr(subject, 8, 1) = '5'
    AND subject IN (SELECT subject FROM population.jobs WHERE employer NOT LIKE 'employer-%')
) s;
CREATE INDEX written_by_subject ON written (subject, issued);
-- A certificate stands until the next: one that extends an incapacity takes the place of the first.
CREATE VIEW certificate AS
SELECT subject, person, issued, begin, "end", diagnosis, kind, may_leave_home, physician
FROM written w WHERE issued <= asked_on() AND NOT EXISTS (
  SELECT 1 FROM written l WHERE l.subject = w.subject AND l.issued <= asked_on()
  AND l.issued > w.issued
);

-- store: evidence
-- Of each incapacity what the conditions look at; `issued` is empty while no certificate is written.
CREATE TABLE incapacity (subject TEXT, issued TEXT, begin TEXT, "end" TEXT, kind TEXT);
INSERT INTO incapacity
SELECT subject, begin, begin, date(begin, '+' || days || ' days'), kind
FROM (
  SELECT subject, date('2024-01-08', '+' || (20 * CAST(substr(subject, 5, 2) AS INTEGER)) || ' days')
      AS begin, 4 + 3 * CAST(substr(subject, 9, 1) AS INTEGER) AS days,
    CASE substr(subject, 9, 1) WHEN '0' THEN 'extension' WHEN '1' THEN 'relapse' ELSE 'first' END
      AS kind
  FROM population.persons WHERE substr(subject, 8, 1) = '5'
    AND subject IN (SELECT subject FROM population.jobs WHERE employer NOT LIKE 'employer-%')
) s;
CREATE INDEX incapacity_by_subject ON incapacity (subject, issued);
CREATE TABLE calendar (day TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
INSERT INTO calendar
WITH RECURSIVE days(day, number) AS (
  SELECT '2017-01-01', 1 UNION ALL
  SELECT date(day, '+1 day'), number + 1 FROM days WHERE day < '2030-12-31'
)
SELECT day, number FROM days;
CREATE VIEW "about(persons-incapable-of-work)" AS
SELECT subject, begin, "end" || 'T24:00:00' AS "end" FROM incapacity;
-- The certificate that stands is the last one; its length is counted with its first and its last day.
CREATE VIEW "incapacity-days" AS
SELECT i.subject, e.number - b.number + 1 AS value
FROM incapacity i JOIN calendar b ON b.day = i.begin JOIN calendar e ON e.day = i."end"
WHERE i.issued <= asked_on() AND NOT EXISTS (
  SELECT 1 FROM incapacity l WHERE l.subject = i.subject AND l.issued <= asked_on()
  AND l.issued > i.issued
);
CREATE VIEW "incapacity-extended" AS
SELECT i.subject FROM incapacity i
WHERE i.kind = 'extension' AND i.issued <= asked_on() AND NOT EXISTS (
  SELECT 1 FROM incapacity l WHERE l.subject = i.subject AND l.issued <= asked_on()
  AND l.issued > i.issued
);
CREATE VIEW "incapacity-relapse" AS
SELECT i.subject FROM incapacity i
WHERE i.kind = 'relapse' AND i.issued <= asked_on() AND NOT EXISTS (
  SELECT 1 FROM incapacity l WHERE l.subject = i.subject AND l.issued <= asked_on()
  AND l.issued > i.issued
);

-- Who has two statuses has a recipient for each: Medex looks at that of the civil servant, all others at
-- any other; of several of these the first in the alphabet stands for all. One employer in ten is public
-- (illustration).
CREATE TABLE occupation (subject TEXT, status TEXT, begin TEXT, "end" TEXT);
INSERT INTO occupation
SELECT subject, CASE WHEN employer NOT LIKE 'employer-%' AND substr(employer, 8, 1) = '3'
  THEN 'civil-servant' ELSE 'private-sector-employee' END, begin, "end"
FROM population.jobs;
CREATE INDEX occupation_by_subject ON occupation (subject);
CREATE VIEW "work-status" AS
SELECT subject, min(status) AS value FROM occupation
WHERE begin <= asked_on() AND ("end" IS NULL OR "end" > asked_on())
  AND CASE WHEN asked_by() = 'medex' THEN status = 'civil-servant'
    ELSE status <> 'civil-servant' END
GROUP BY subject;

CREATE TABLE employed AS
SELECT subject, employer AS recipient, begin, "end" FROM population.jobs;
CREATE INDEX employed_by_subject ON employed (subject);
CREATE VIEW "employed-by-recipient" AS SELECT subject, recipient, begin, "end" FROM employed;

-- The employers that take part, and those that chose "fully digital" in the e-Box (illustration).
CREATE TABLE taking_part (recipient TEXT, begin TEXT, "end" TEXT);
INSERT INTO taking_part VALUES
  ('employer-de-gouden-lepel', '2024-01-01', NULL), ('employer-garage-de-krukas', '2024-01-01', NULL);
CREATE VIEW "consent(employer)" AS SELECT recipient, begin, "end" FROM taking_part;
CREATE TABLE e_box (recipient TEXT, begin TEXT, "end" TEXT);
INSERT INTO e_box VALUES
  ('employer-de-gouden-lepel', '2024-01-01', NULL), ('employer-cinema-de-maanlamp', '2024-01-01', NULL);
CREATE VIEW "fully-digital-e-box" AS SELECT recipient, begin, "end" FROM e_box;

-- Patient and physician agree to each certificate, and may think again at each consultation.
INSERT INTO consent_given (subject, kind, begin, "end")
SELECT subject, 'patient', begin, "end" FROM incapacity
UNION ALL SELECT subject, 'physician', begin, "end" FROM incapacity;
CREATE VIEW "consent(patient)" AS
SELECT subject, begin, "end" FROM consent_given WHERE kind = 'patient';
CREATE VIEW "consent(physician)" AS
SELECT subject, begin, "end" FROM consent_given WHERE kind = 'physician';

-- store: directory
-- A sickness fund hears of its members only, which it has integrated; Medex and employers are outside
-- the network.
INSERT INTO flow VALUES
  ('incapacity-certificates', 'medex', 'notify', 'none', 0, '', '2017-09-19', NULL),
  ('incapacity-certificates', 'employer-de-gouden-lepel', 'notify', 'none', 0, '', '2017-09-19', NULL),
  ('incapacity-certificates', 'employer-garage-de-krukas', 'notify', 'none', 0, '', '2017-09-19', NULL),
  ('incapacity-certificates', 'employer-cinema-de-maanlamp', 'notify', 'none', 0, '', '2017-09-19', NULL),
  ('incapacity-certificates', 'employer-kruidenier-het-mandje', 'notify', 'none', 0, '', '2017-09-19', NULL),
  ('incapacity-certificates', 'employer-bouwwerken-steenhart', 'notify', 'none', 0, '', '2017-09-19', NULL);
