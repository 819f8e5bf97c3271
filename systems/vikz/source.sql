-- Sheltered living and psychiatric care: plans, who takes part in the yearly measurement, and what comes
-- of it. Illustration on the simulated population: a stay in six households of a hundred is taken for one
-- in sheltered living, and in as many others for one in a psychiatric institution. No institution exists.

-- store: sheltered-living-plans
-- A support plan is in time within three months of admission.
CREATE TABLE plan AS
SELECT r.subject, r.begin AS admission, date(r.begin, (20 + p.household % 120) || ' days') AS made,
  p.household % 3 > 0 AS multidisciplinary, p.household % 4 > 0 AS half_yearly,
  p.household % 5 > 0 AS changes_noted, 'Learns to keep house.' AS text
FROM population.relations r JOIN population.persons p USING (subject)
WHERE r.kind = 'stay' AND p.birth_date < '2004-01-01' AND p.household % 16 = 0;
CREATE INDEX plan_by_subject ON plan (subject);

-- store: psychiatric-care-plans
-- A care plan is in time within one month of admission.
CREATE TABLE plan AS
SELECT r.subject, r.begin AS admission, date(r.begin, (5 + p.household % 50) || ' days') AS made,
  p.household % 3 > 0 AS multidisciplinary, p.household % 4 > 0 AS half_yearly,
  p.household % 5 > 0 AS changes_noted, 'Wishes a quiet room.' AS text
FROM population.relations r JOIN population.persons p USING (subject)
WHERE r.kind = 'stay' AND p.birth_date < '2004-01-01' AND p.household % 16 = 1;
CREATE INDEX plan_by_subject ON plan (subject);

-- store: vikz-indicators
-- Of each institution and year the share of plans in time and of plans that were discussed, in percent.
-- A share is no matter of a person; it stands with each resident whose plan it counts.
CREATE TABLE counted AS
SELECT r.subject, substr(r.begin, 1, 4) || '-12-31' AS year,
  CASE p.household % 16 WHEN 0 THEN 'ibw-' ELSE 'pvt-' END || CASE p.household % 32 / 16 WHEN 0
    THEN 'lindehof' ELSE 'meerzicht' END AS institution,
  CASE WHEN p.household % 16 = 0
    THEN date(r.begin, (20 + p.household % 120) || ' days') <= date(r.begin, '+3 months')
    ELSE date(r.begin, (5 + p.household % 50) || ' days') <= date(r.begin, '+1 month')
    END AS in_time,
  p.household % 3 > 0 AS discussed
FROM population.relations r JOIN population.persons p USING (subject)
WHERE r.kind = 'stay' AND p.birth_date < '2004-01-01' AND p.household % 16 IN (0, 1);
CREATE INDEX counted_by_subject ON counted (subject);
CREATE INDEX counted_by_institution ON counted (institution, year);
CREATE VIEW indicator AS
SELECT DISTINCT c.subject, c.year, c.institution,
  (SELECT CAST(round(100.0 * count(CASE o.in_time WHEN 1 THEN 1 END) / count(*)) AS INTEGER)
    FROM counted o
    WHERE o.institution = c.institution AND o.year = c.year) AS in_time,
  (SELECT CAST(round(100.0 * count(CASE o.discussed WHEN 1 THEN 1 END) / count(*)) AS INTEGER)
    FROM counted o
    WHERE o.institution = c.institution AND o.year = c.year) AS discussed
FROM counted c;

-- store: evidence
CREATE TABLE psychiatric_stay AS
SELECT r.subject, CASE p.household % 16 WHEN 0 THEN 'sheltered-living-plans' ELSE
    'psychiatric-care-plans' END AS source,
  CASE p.household % 16 WHEN 0 THEN 'ibw-' ELSE 'pvt-' END || CASE p.household % 32 / 16 WHEN 0
    THEN 'lindehof' ELSE 'meerzicht' END AS institution,
  r.begin, r."end"
FROM population.relations r JOIN population.persons p USING (subject)
WHERE r.kind = 'stay' AND p.birth_date < '2004-01-01' AND p.household % 16 IN (0, 1);
CREATE INDEX psychiatric_stay_by_subject ON psychiatric_stay (subject);
CREATE VIEW "about(persons-in-sheltered-living)" AS
SELECT subject, begin, "end" FROM psychiatric_stay WHERE source = 'sheltered-living-plans';
CREATE VIEW "about(persons-in-psychiatric-care)" AS
SELECT subject, begin, "end" FROM psychiatric_stay WHERE source = 'psychiatric-care-plans';

-- Taking part is voluntary: an institution does so from a day on, until it stops.
CREATE TABLE takes_part (institution TEXT, begin TEXT, "end" TEXT);
INSERT INTO takes_part VALUES ('ibw-lindehof', '2022-01-01', NULL), ('pvt-lindehof', '2023-01-01', NULL);
CREATE VIEW "institution-participates" AS
SELECT s.subject, s.source, t.begin, t."end"
FROM psychiatric_stay s JOIN takes_part t ON t.institution = s.institution;
