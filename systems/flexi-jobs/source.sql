-- The sources of the flexi-job test, and the test itself as a view. The rules follow public pages on
-- the scheme (dossier, 3.9): with T the quarter of the question, either four fifths with other
-- employers in T-3, or a pension: whoever is 65 or older, or draws one in T-2; and in T no four
-- fifths and no notice at the employer who asks.

-- store: sigedis-careers
CREATE TABLE quarter AS SELECT number, first_day, last_day FROM population.quarters;
CREATE TABLE job AS SELECT subject, employer, fraction, begin, "end" FROM population.jobs;
CREATE INDEX job_by_subject ON job (subject);
CREATE TABLE declared AS SELECT subject, employer, begin, "end" FROM population.flexi_jobs;
CREATE INDEX declared_by_subject ON declared (subject);
-- Elsewhere is with other employers than the one that declares the flexi-job.
CREATE VIEW career AS
SELECT j.subject, q.first_day AS quarter, sum(CASE WHEN EXISTS (
    SELECT 1 FROM declared d WHERE d.subject = j.subject AND d.employer = j.employer
    AND d.begin <= asked_on() AND d."end" > asked_on()
  ) THEN 0 ELSE j.fraction END) >= 80 AS four_fifths_elsewhere
FROM job j JOIN quarter q ON j.begin <= q.first_day AND (j."end" IS NULL OR j."end" > q.first_day)
GROUP BY j.subject, q.first_day;

-- store: pension-cadastre
CREATE TABLE quarter AS SELECT first_day FROM population.quarters;
CREATE TABLE known AS SELECT DISTINCT subject FROM population.residences;
CREATE INDEX known_by_subject ON known (subject);
CREATE TABLE paid AS SELECT subject, begin, "end" FROM population.pensions;
CREATE INDEX paid_by_subject ON paid (subject);
CREATE VIEW pension AS
SELECT k.subject, q.first_day AS quarter, EXISTS (
  SELECT 1 FROM paid p WHERE p.subject = k.subject
  AND p.begin <= q.first_day AND (p."end" IS NULL OR p."end" > q.first_day)
) AS drawn
FROM known k CROSS JOIN quarter q;

-- store: employment-declarations
CREATE TABLE job AS SELECT j.subject, j.employer, j.fraction, j.begin, j.notice, j."end",
  e.linked_to FROM population.jobs j JOIN population.employers e USING (employer);
CREATE INDEX job_by_subject ON job (subject);
CREATE TABLE declared AS SELECT subject, employer, begin, "end" FROM population.flexi_jobs;
CREATE INDEX declared_by_subject ON declared (subject);
-- Here is with the employer that declares the flexi-job.
CREATE VIEW employment AS
SELECT d.subject,
  coalesce(sum(j.fraction) FILTER (WHERE j.employer = d.employer), 0) >= 80 AS four_fifths_here,
  count(*) FILTER (WHERE j.employer = d.employer AND j.notice <= asked_on()) > 0 AS notice_period,
  count(*) FILTER (WHERE j.linked_to = d.employer) > 0 AS linked_employer
FROM declared d LEFT JOIN job j ON j.subject = d.subject
  AND j.begin <= asked_on() AND (j."end" IS NULL OR j."end" > asked_on())
WHERE d.begin <= asked_on() AND d."end" > asked_on()
GROUP BY d.subject;

-- store: flexi-job-check
CREATE TABLE quarter AS SELECT number, first_day, last_day FROM population.quarters;
CREATE TABLE person AS
SELECT subject, date(birth_date, '+65 years') AS turns_65 FROM population.persons;
CREATE INDEX person_by_subject ON person (subject);
CREATE TABLE job AS SELECT subject, employer, fraction, begin, notice, "end" FROM population.jobs;
CREATE INDEX job_by_subject ON job (subject);
CREATE TABLE paid AS SELECT subject, begin, "end" FROM population.pensions;
CREATE INDEX paid_by_subject ON paid (subject);
CREATE VIEW reference AS
SELECT (SELECT first_day FROM quarter r WHERE r.number = q.number - 3) AS three_before,
  (SELECT first_day FROM quarter r WHERE r.number = q.number - 2) AS two_before
FROM quarter q WHERE asked_on() BETWEEN q.first_day AND q.last_day;
CREATE VIEW flexi_job AS
SELECT p.subject, (
    p.turns_65 <= asked_on()
    OR EXISTS (SELECT 1 FROM paid d, reference t WHERE d.subject = p.subject
      AND d.begin <= t.two_before AND (d."end" IS NULL OR d."end" > t.two_before))
    OR (SELECT coalesce(sum(j.fraction), 0) FROM job j, reference t WHERE j.subject = p.subject
      AND j.employer <> asked_by()
      AND j.begin <= t.three_before AND (j."end" IS NULL OR j."end" > t.three_before)) >= 80
  ) AND (
    SELECT coalesce(sum(j.fraction), 0) FROM job j WHERE j.subject = p.subject
    AND j.employer = asked_by()
    AND j.begin <= asked_on() AND (j."end" IS NULL OR j."end" > asked_on())
  ) < 80 AND NOT EXISTS (
    SELECT 1 FROM job j WHERE j.subject = p.subject AND j.employer = asked_by()
    AND j.notice <= asked_on() AND (j."end" IS NULL OR j."end" > asked_on())
  ) AS eligible
FROM person p;

-- store: evidence
CREATE TABLE flexi_declared AS
SELECT subject, employer AS recipient, begin, "end" FROM population.flexi_jobs;
CREATE INDEX flexi_declared_by_subject ON flexi_declared (subject);
CREATE VIEW "about(flexi-job-workers)" AS SELECT subject, begin, "end" FROM flexi_declared;
CREATE VIEW "about(workers-declared-by-recipient)" AS
SELECT subject, recipient, begin, "end" FROM flexi_declared;
CREATE TABLE employer AS SELECT employer AS recipient, joint_committee FROM population.employers;
CREATE VIEW sector AS SELECT recipient, joint_committee AS value FROM employer;

-- store: directory
-- Who asks about a pension should have the worker on file (illustration).
INSERT INTO flow VALUES
  ('pension-cadastre', 'nsso', 'consult', 'sender', 0, '', '2015-07-07', NULL);
