-- The institutions that feed the data warehouse, quarter by quarter. All of it is an illustration on the
-- simulated population: who is a job seeker or runs a business follows from rules that were invented.
-- A quarter stands as its first day. Each store keeps what happened once; a view tells it by quarter.

-- store: nsso-employment
CREATE TABLE quarter AS SELECT number, first_day, last_day FROM population.quarters;
-- The wage itself stays where it is: a job has one of four levels, which a code stands for.
CREATE TABLE job AS
SELECT j.subject, e.joint_committee AS sector, j.fraction AS working_time,
  1 + length(j.employer) * j.fraction % 4 AS level, j.begin, j."end"
FROM population.jobs j JOIN population.employers e USING (employer);
CREATE INDEX job_by_subject ON job (subject);
-- The sheet of the variable: which code stands for which level, and in which quarters. The variable
-- begins in 2020, and its codes were replaced in 2024.
CREATE TABLE wage_class_sheet (code TEXT, level INTEGER, begin TEXT, "end" TEXT);
INSERT INTO wage_class_sheet VALUES
  ('1', 1, '2020-01-01', '2024-01-01'), ('2', 2, '2020-01-01', '2024-01-01'),
  ('3', 3, '2020-01-01', '2024-01-01'), ('4', 4, '2020-01-01', '2024-01-01'),
  ('A', 1, '2024-01-01', NULL), ('B', 2, '2024-01-01', NULL),
  ('C', 3, '2024-01-01', NULL), ('D', 4, '2024-01-01', NULL);
CREATE VIEW employment AS
SELECT j.subject, q.first_day AS quarter, j.sector, j.working_time, s.code AS wage_class
FROM job j
JOIN quarter q ON q.last_day >= j.begin AND (j."end" IS NULL OR q.first_day < j."end")
LEFT JOIN wage_class_sheet s ON s.level = j.level AND s.begin <= q.first_day
  AND (s."end" IS NULL OR s."end" > q.first_day);

-- store: nisse-self-employment
CREATE TABLE quarter AS SELECT number, first_day, last_day FROM population.quarters;
CREATE TABLE business AS
SELECT p.subject, CASE
    WHEN EXISTS (SELECT 1 FROM population.pensions w WHERE w.subject = p.subject) THEN 'after-retirement'
    WHEN EXISTS (SELECT 1 FROM population.jobs j WHERE j.subject = p.subject) THEN 'secondary'
    ELSE 'main' END AS capacity,
  date(p.birth_date, '+30 years') AS begin, p.death_date AS "end"
FROM population.persons p
WHERE p.household % 9 = 0 AND p.birth_date < '1995-01-01';
CREATE INDEX business_by_subject ON business (subject);
CREATE VIEW self_employment AS
SELECT b.subject, q.first_day AS quarter, b.capacity
FROM business b
JOIN quarter q ON q.last_day >= b.begin AND (b."end" IS NULL OR q.first_day < b."end");

-- store: nemo-unemployment
CREATE TABLE quarter AS SELECT number, first_day, last_day FROM population.quarters;
-- Who lost a job without another one draws a benefit for at most four quarters.
CREATE TABLE benefit AS
SELECT j.subject, CASE WHEN j.fraction = 100 THEN 'full' ELSE 'part-time' END AS type,
  j."end" AS begin, date(j."end", '+1 year') AS "end"
FROM population.jobs j
WHERE j."end" IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM population.jobs o WHERE o.subject = j.subject AND o.begin <= j."end"
  AND (o."end" IS NULL OR o."end" > j."end")
);
CREATE INDEX benefit_by_subject ON benefit (subject);
CREATE VIEW unemployment AS
SELECT b.subject, q.first_day AS quarter, b.type AS benefit_type
FROM benefit b JOIN quarter q ON q.first_day >= b.begin AND q.first_day < b."end";

-- A job seeker is known to the service of the region where he lived when the job was lost.

-- store: vdab-job-seekers
CREATE TABLE quarter AS SELECT number, first_day, last_day FROM population.quarters;
CREATE TABLE seeker AS
SELECT DISTINCT j.subject, CASE WHEN j.fraction < 50 THEN 'free' ELSE 'with-benefit' END AS category,
  j."end" AS begin, date(j."end", '+1 year') AS "end"
FROM population.jobs j JOIN population.residences r ON r.subject = j.subject
  AND r.begin <= j."end" AND (r."end" IS NULL OR r."end" > j."end")
WHERE r.region = 'flanders';
CREATE INDEX seeker_by_subject ON seeker (subject);
CREATE VIEW job_seeking AS
SELECT s.subject, q.first_day AS quarter, s.category
FROM seeker s JOIN quarter q ON q.first_day >= s.begin AND q.first_day < s."end";

-- store: actiris-job-seekers
CREATE TABLE quarter AS SELECT number, first_day, last_day FROM population.quarters;
CREATE TABLE seeker AS
SELECT DISTINCT j.subject, CASE WHEN j.fraction < 50 THEN 'free' ELSE 'with-benefit' END AS category,
  j."end" AS begin, date(j."end", '+1 year') AS "end"
FROM population.jobs j JOIN population.residences r ON r.subject = j.subject
  AND r.begin <= j."end" AND (r."end" IS NULL OR r."end" > j."end")
WHERE r.region = 'brussels';
CREATE INDEX seeker_by_subject ON seeker (subject);
CREATE VIEW job_seeking AS
SELECT s.subject, q.first_day AS quarter, s.category
FROM seeker s JOIN quarter q ON q.first_day >= s.begin AND q.first_day < s."end";

-- store: forem-job-seekers
CREATE TABLE quarter AS SELECT number, first_day, last_day FROM population.quarters;
CREATE TABLE seeker AS
SELECT DISTINCT j.subject, CASE WHEN j.fraction < 50 THEN 'free' ELSE 'with-benefit' END AS category,
  j."end" AS begin, date(j."end", '+1 year') AS "end"
FROM population.jobs j JOIN population.residences r ON r.subject = j.subject
  AND r.begin <= j."end" AND (r."end" IS NULL OR r."end" > j."end")
WHERE r.region = 'wallonia';
CREATE INDEX seeker_by_subject ON seeker (subject);
CREATE VIEW job_seeking AS
SELECT s.subject, q.first_day AS quarter, s.category
FROM seeker s JOIN quarter q ON q.first_day >= s.begin AND q.first_day < s."end";

-- store: adg-job-seekers
CREATE TABLE quarter AS SELECT number, first_day, last_day FROM population.quarters;
CREATE TABLE seeker AS
SELECT DISTINCT j.subject, CASE WHEN j.fraction < 50 THEN 'free' ELSE 'with-benefit' END AS category,
  j."end" AS begin, date(j."end", '+1 year') AS "end"
FROM population.jobs j JOIN population.residences r ON r.subject = j.subject
  AND r.begin <= j."end" AND (r."end" IS NULL OR r."end" > j."end")
WHERE r.region = 'german-speaking-community';
CREATE INDEX seeker_by_subject ON seeker (subject);
CREATE VIEW job_seeking AS
SELECT s.subject, q.first_day AS quarter, s.category
FROM seeker s JOIN quarter q ON q.first_day >= s.begin AND q.first_day < s."end";

-- store: nihdi-incapacity
CREATE TABLE quarter AS SELECT number, first_day, last_day FROM population.quarters;
CREATE TABLE recognised AS
SELECT s.subject, CASE WHEN p.birth_date < '1960-01-01' THEN '66-percent' ELSE '33-percent' END
  AS degree, s.begin, s."end"
FROM population.statuses s JOIN population.persons p USING (subject)
WHERE s.status = 'disability_recognition';
CREATE INDEX recognised_by_subject ON recognised (subject);
CREATE VIEW incapacity AS
SELECT r.subject, q.first_day AS quarter, r.degree
FROM recognised r
JOIN quarter q ON q.first_day >= r.begin AND (r."end" IS NULL OR q.first_day < r."end");

-- store: nic-insurance
CREATE TABLE quarter AS SELECT number, first_day, last_day FROM population.quarters;
CREATE TABLE insured AS SELECT subject, begin, "end" FROM population.insurance;
CREATE INDEX insured_by_subject ON insured (subject);
CREATE TABLE granted AS SELECT subject, begin, "end" FROM population.statuses
WHERE status = 'increased_allowance';
CREATE INDEX granted_by_subject ON granted (subject);
CREATE VIEW insurance AS
SELECT i.subject, q.first_day AS quarter, EXISTS (
  SELECT 1 FROM granted g WHERE g.subject = i.subject
  AND g.begin <= q.first_day AND (g."end" IS NULL OR g."end" > q.first_day)
) AS increased_allowance
FROM insured i
JOIN quarter q ON q.last_day >= i.begin AND (i."end" IS NULL OR q.first_day < i."end");

-- store: fpd-pensions
CREATE TABLE quarter AS SELECT number, first_day, last_day FROM population.quarters;
CREATE TABLE drawn AS SELECT subject, kind, begin, "end" FROM population.pensions;
CREATE INDEX drawn_by_subject ON drawn (subject);
CREATE VIEW pension AS
SELECT d.subject, q.first_day AS quarter, d.kind AS type
FROM drawn d
JOIN quarter q ON q.last_day >= d.begin AND (d."end" IS NULL OR q.first_day < d."end");

-- store: fedris-occupational-risks
CREATE TABLE risk AS
SELECT j.subject, q.first_day AS quarter,
  CASE WHEN j.fraction = 100 THEN 'accident-at-work' ELSE 'occupational-disease' END AS type
FROM population.jobs j
JOIN population.persons p USING (subject)
JOIN population.quarters b ON j.begin BETWEEN b.first_day AND b.last_day
JOIN population.quarters q ON q.number = b.number + 2
WHERE p.household % 7 = 0 AND (j."end" IS NULL OR j."end" > q.first_day);
CREATE INDEX risk_by_subject ON risk (subject);
CREATE VIEW occupational_risk AS SELECT subject, quarter, type FROM risk;

-- store: pps-living-wages
CREATE TABLE quarter AS SELECT number, first_day, last_day FROM population.quarters;
CREATE TABLE granted AS SELECT subject, begin, "end" FROM population.statuses
WHERE status = 'living_wage';
CREATE INDEX granted_by_subject ON granted (subject);
CREATE VIEW social_integration AS
SELECT DISTINCT g.subject, q.first_day AS quarter, 1 AS living_wage
FROM granted g
JOIN quarter q ON q.last_day >= g.begin AND (g."end" IS NULL OR q.first_day < g."end");

-- store: orint-family-benefits
CREATE TABLE quarter AS SELECT number, first_day, last_day FROM population.quarters;
-- The oldest of a household receives the benefits for its children until they are eighteen.
CREATE TABLE receives AS
SELECT subject, household FROM (
  SELECT subject, household,
    row_number() OVER (PARTITION BY household ORDER BY birth_date, subject) AS place
  FROM population.persons
) AS member WHERE place = 1;
CREATE INDEX receives_by_subject ON receives (subject);
CREATE TABLE child AS
SELECT household, birth_date AS begin, date(birth_date, '+18 years') AS "end"
FROM population.persons;
CREATE INDEX child_by_household ON child (household);
CREATE VIEW family_benefit AS
SELECT r.subject, q.first_day AS quarter, count(*) AS children
FROM receives r
JOIN child c ON c.household = r.household
JOIN quarter q ON q.first_day >= c.begin AND q.first_day < c."end"
GROUP BY r.subject, q.first_day;

-- store: vsb-budgets
CREATE TABLE quarter AS SELECT number, first_day, last_day FROM population.quarters;
CREATE TABLE budget AS
SELECT s.subject,
  CASE s.status WHEN 'elderly_allowance' THEN 'heavy-care' ELSE 'basic-support' END AS budget,
  s.begin, s."end"
FROM population.statuses s
WHERE s.status IN ('elderly_allowance', 'disability_recognition') AND EXISTS (
  SELECT 1 FROM population.residences r WHERE r.subject = s.subject AND r.region = 'flanders'
);
CREATE INDEX budget_by_subject ON budget (subject);
CREATE VIEW care_budget AS
SELECT b.subject, q.first_day AS quarter,
  max(CASE b.budget WHEN 'heavy-care' THEN 1 ELSE 0 END) AS heavy_care,
  max(CASE b.budget WHEN 'basic-support' THEN 1 ELSE 0 END) AS basic_support
FROM budget b
JOIN quarter q ON q.first_day >= b.begin AND (b."end" IS NULL OR q.first_day < b."end")
GROUP BY b.subject, q.first_day;

-- store: cbss-dwh
-- The data warehouse itself: what the feeds brought together, with what the registers say of a person.
-- `subject` is how the demonstration finds rows; whoever works with them sees a pseudonym.
CREATE TABLE quarter AS SELECT number, first_day, last_day FROM population.quarters;
CREATE TABLE known AS
SELECT p.subject, CAST(substr(p.birth_date, 1, 4) AS INTEGER) AS birth_year, p.sex,
  CASE n.size WHEN 1 THEN 'alone' WHEN 2 THEN 'two' ELSE 'three-or-more' END AS household_type,
  p.birth_date AS begin, p.death_date AS "end"
FROM population.persons p
JOIN (SELECT household, count(*) AS size FROM population.persons GROUP BY household) n
  ON n.household = p.household;
CREATE INDEX known_by_subject ON known (subject);
CREATE TABLE lived AS
SELECT subject, substr(municipality, 1, 1) || '0000' AS province, begin, "end"
FROM population.residences;
CREATE INDEX lived_by_subject ON lived (subject);
CREATE VIEW situation AS
SELECT k.subject, q.first_day AS quarter
FROM known k JOIN quarter q ON q.last_day >= k.begin AND (k."end" IS NULL OR q.first_day < k."end");
CREATE VIEW person AS
SELECT k.subject, q.first_day AS quarter, k.birth_year, k.sex, l.province, k.household_type
FROM known k
JOIN quarter q ON q.last_day >= k.begin AND (k."end" IS NULL OR q.first_day < k."end")
LEFT JOIN lived l ON l.subject = k.subject AND l.begin <= q.first_day
  AND (l."end" IS NULL OR l."end" > q.first_day);

CREATE TABLE job AS
SELECT j.subject, e.joint_committee AS sector, j.fraction AS working_time,
  1 + length(j.employer) * j.fraction % 4 AS level, j.begin, j."end"
FROM population.jobs j JOIN population.employers e USING (employer);
CREATE INDEX job_by_subject ON job (subject);
CREATE TABLE wage_class_sheet (code TEXT, level INTEGER, begin TEXT, "end" TEXT);
INSERT INTO wage_class_sheet VALUES
  ('1', 1, '2020-01-01', '2024-01-01'), ('2', 2, '2020-01-01', '2024-01-01'),
  ('3', 3, '2020-01-01', '2024-01-01'), ('4', 4, '2020-01-01', '2024-01-01'),
  ('A', 1, '2024-01-01', NULL), ('B', 2, '2024-01-01', NULL),
  ('C', 3, '2024-01-01', NULL), ('D', 4, '2024-01-01', NULL);
CREATE VIEW employment AS
SELECT j.subject, q.first_day AS quarter, j.sector, j.working_time, s.code AS wage_class
FROM job j
JOIN quarter q ON q.last_day >= j.begin AND (j."end" IS NULL OR q.first_day < j."end")
LEFT JOIN wage_class_sheet s ON s.level = j.level AND s.begin <= q.first_day
  AND (s."end" IS NULL OR s."end" > q.first_day);
CREATE TABLE business AS
SELECT p.subject, CASE
    WHEN EXISTS (SELECT 1 FROM population.pensions w WHERE w.subject = p.subject) THEN 'after-retirement'
    WHEN EXISTS (SELECT 1 FROM population.jobs j WHERE j.subject = p.subject) THEN 'secondary'
    ELSE 'main' END AS capacity,
  date(p.birth_date, '+30 years') AS begin, p.death_date AS "end"
FROM population.persons p
WHERE p.household % 9 = 0 AND p.birth_date < '1995-01-01';
CREATE INDEX business_by_subject ON business (subject);
CREATE VIEW self_employment AS
SELECT b.subject, q.first_day AS quarter, b.capacity
FROM business b
JOIN quarter q ON q.last_day >= b.begin AND (b."end" IS NULL OR q.first_day < b."end");
CREATE TABLE benefit AS
SELECT j.subject, CASE WHEN j.fraction = 100 THEN 'full' ELSE 'part-time' END AS type,
  j."end" AS begin, date(j."end", '+1 year') AS "end"
FROM population.jobs j
WHERE j."end" IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM population.jobs o WHERE o.subject = j.subject AND o.begin <= j."end"
  AND (o."end" IS NULL OR o."end" > j."end")
);
CREATE INDEX benefit_by_subject ON benefit (subject);
CREATE VIEW unemployment AS
SELECT b.subject, q.first_day AS quarter, b.type AS benefit_type
FROM benefit b JOIN quarter q ON q.first_day >= b.begin AND q.first_day < b."end";
CREATE TABLE recognised AS
SELECT s.subject, CASE WHEN p.birth_date < '1960-01-01' THEN '66-percent' ELSE '33-percent' END
  AS degree, s.begin, s."end"
FROM population.statuses s JOIN population.persons p USING (subject)
WHERE s.status = 'disability_recognition';
CREATE INDEX recognised_by_subject ON recognised (subject);
CREATE VIEW incapacity AS
SELECT r.subject, q.first_day AS quarter, r.degree
FROM recognised r
JOIN quarter q ON q.first_day >= r.begin AND (r."end" IS NULL OR q.first_day < r."end");
CREATE TABLE insured AS SELECT subject, begin, "end" FROM population.insurance;
CREATE INDEX insured_by_subject ON insured (subject);
CREATE TABLE allowance AS SELECT subject, begin, "end" FROM population.statuses
WHERE status = 'increased_allowance';
CREATE INDEX allowance_by_subject ON allowance (subject);
CREATE VIEW insurance AS
SELECT i.subject, q.first_day AS quarter, EXISTS (
  SELECT 1 FROM allowance g WHERE g.subject = i.subject
  AND g.begin <= q.first_day AND (g."end" IS NULL OR g."end" > q.first_day)
) AS increased_allowance
FROM insured i
JOIN quarter q ON q.last_day >= i.begin AND (i."end" IS NULL OR q.first_day < i."end");
CREATE TABLE drawn AS SELECT subject, kind, begin, "end" FROM population.pensions;
CREATE INDEX drawn_by_subject ON drawn (subject);
CREATE VIEW pension AS
SELECT d.subject, q.first_day AS quarter, d.kind AS type
FROM drawn d
JOIN quarter q ON q.last_day >= d.begin AND (d."end" IS NULL OR q.first_day < d."end");
CREATE TABLE risk AS
SELECT j.subject, q.first_day AS quarter,
  CASE WHEN j.fraction = 100 THEN 'accident-at-work' ELSE 'occupational-disease' END AS type
FROM population.jobs j
JOIN population.persons p USING (subject)
JOIN population.quarters b ON j.begin BETWEEN b.first_day AND b.last_day
JOIN population.quarters q ON q.number = b.number + 2
WHERE p.household % 7 = 0 AND (j."end" IS NULL OR j."end" > q.first_day);
CREATE INDEX risk_by_subject ON risk (subject);
CREATE VIEW occupational_risk AS SELECT subject, quarter, type FROM risk;
CREATE TABLE wage AS SELECT subject, begin, "end" FROM population.statuses
WHERE status = 'living_wage';
CREATE INDEX wage_by_subject ON wage (subject);
CREATE VIEW social_integration AS
SELECT DISTINCT g.subject, q.first_day AS quarter, 1 AS living_wage
FROM wage g
JOIN quarter q ON q.last_day >= g.begin AND (g."end" IS NULL OR q.first_day < g."end");
CREATE TABLE receives AS
SELECT subject, household FROM (
  SELECT subject, household,
    row_number() OVER (PARTITION BY household ORDER BY birth_date, subject) AS place
  FROM population.persons
) AS member WHERE place = 1;
CREATE INDEX receives_by_subject ON receives (subject);
CREATE TABLE child AS
SELECT household, birth_date AS begin, date(birth_date, '+18 years') AS "end"
FROM population.persons;
CREATE INDEX child_by_household ON child (household);
CREATE VIEW family_benefit AS
SELECT r.subject, q.first_day AS quarter, count(*) AS children
FROM receives r
JOIN child c ON c.household = r.household
JOIN quarter q ON q.first_day >= c.begin AND q.first_day < c."end"
GROUP BY r.subject, q.first_day;
CREATE TABLE budget AS
SELECT s.subject,
  CASE s.status WHEN 'elderly_allowance' THEN 'heavy-care' ELSE 'basic-support' END AS budget,
  s.begin, s."end"
FROM population.statuses s
WHERE s.status IN ('elderly_allowance', 'disability_recognition') AND EXISTS (
  SELECT 1 FROM population.residences r WHERE r.subject = s.subject AND r.region = 'flanders'
);
CREATE INDEX budget_by_subject ON budget (subject);
CREATE VIEW care_budget AS
SELECT b.subject, q.first_day AS quarter,
  max(CASE b.budget WHEN 'heavy-care' THEN 1 ELSE 0 END) AS heavy_care,
  max(CASE b.budget WHEN 'basic-support' THEN 1 ELSE 0 END) AS basic_support
FROM budget b
JOIN quarter q ON q.first_day >= b.begin AND (b."end" IS NULL OR q.first_day < b."end")
GROUP BY b.subject, q.first_day;
CREATE TABLE seeker AS
SELECT DISTINCT j.subject, CASE WHEN j.fraction < 50 THEN 'free' ELSE 'with-benefit' END AS category,
  j."end" AS begin, date(j."end", '+1 year') AS "end"
FROM population.jobs j JOIN population.residences r ON r.subject = j.subject
  AND r.begin <= j."end" AND (r."end" IS NULL OR r."end" > j."end");
CREATE INDEX seeker_by_subject ON seeker (subject);
CREATE VIEW job_seeking AS
SELECT s.subject, q.first_day AS quarter, s.category
FROM seeker s JOIN quarter q ON q.first_day >= s.begin AND q.first_day < s."end";

-- store: evidence
-- Tables of counts that were asked of the data warehouse: on how many sources each rests, and whether
-- the analysis of its small cells was favourable. Each holds for one recipient and source.
CREATE TABLE table_asked (recipient TEXT, source TEXT, sources INTEGER, begin TEXT, "end" TEXT);
CREATE VIEW sources AS SELECT recipient, source, begin, "end", sources AS value FROM table_asked;
CREATE TABLE small_cells_favourable (recipient TEXT, source TEXT, begin TEXT, "end" TEXT);
CREATE VIEW "small-cell-analysis" AS
SELECT recipient, source, begin, "end" FROM small_cells_favourable;
