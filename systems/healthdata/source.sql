-- Diabetes centres, the trusted party and the platform, which each see but a part. Illustration on the
-- simulated population: a patient is who takes the medicine against diabetes, and visits twice a year.

-- store: diabetes-files
CREATE TABLE visit AS
SELECT s.subject, printf('T%08x', (s.rowid * 64 + q.number) * 2654435761 % 4294967296)
    AS technical_id,
  'type-2' AS type, q.first_day AS visit_month, 60 + (s.rowid * 7 + q.number * 5) % 30 AS hba1c,
  120 + (s.rowid * 11 + q.number * 3) % 40 AS blood_pressure, 'oral' AS treatment,
  CASE WHEN p.birth_date < '1950-01-01' THEN '75-and-more'
    WHEN p.birth_date < '1975-01-01' THEN '50-74' ELSE 'under-50' END AS age_class,
  CASE (s.rowid + q.number) % 5 WHEN 0 THEN 'superficial' ELSE 'none' END AS ulcer,
  CASE (s.rowid + q.number) % 5 WHEN 0 THEN 'healed' END AS outcome
FROM population.schemes s
JOIN population.persons p USING (subject)
JOIN population.quarters q ON q.number % 2 = 0 AND q.first_day >= s.begin
  AND q.first_day < coalesce(s."end", '2028-01-01')
WHERE s.reason = 'diabetes';
CREATE INDEX visit_by_subject ON visit (subject);
CREATE VIEW transfer AS SELECT subject, visit_month, technical_id, subject AS patient FROM visit;
CREATE VIEW diabetes AS
SELECT subject, type, visit_month, hba1c, blood_pressure, treatment, age_class FROM visit;
CREATE VIEW foot AS SELECT subject, visit_month, ulcer, outcome FROM visit;

-- store: ehealth-pseudonyms
-- What the trusted party made of each number, with the technical identifiers under which it came; no
-- medical data ever stood here.
CREATE TABLE issued AS
SELECT s.subject, printf('T%08x', (s.rowid * 64 + q.number) * 2654435761 % 4294967296)
    AS technical_id,
  printf('P%08x', (SELECT min(o.rowid) FROM population.schemes o WHERE o.subject = s.subject)
    * 2246822519 % 4294967296) AS pseudonym
FROM population.schemes s
JOIN population.quarters q ON q.number % 2 = 0 AND q.first_day >= s.begin
  AND q.first_day < coalesce(s."end", '2028-01-01')
WHERE s.reason = 'diabetes';
CREATE INDEX issued_by_subject ON issued (subject);
CREATE VIEW transfer AS SELECT subject, technical_id, pseudonym FROM issued;

-- store: healthdata-warehouse
-- The platform joined what came under the same technical identifier. It knows nobody by a number: even
-- here a person is but the pseudonym.
CREATE TABLE joined AS
SELECT printf('P%08x', (SELECT min(o.rowid) FROM population.schemes o WHERE o.subject = s.subject)
    * 2246822519 % 4294967296) AS subject,
  'type-2' AS type, q.first_day AS visit_month, 60 + (s.rowid * 7 + q.number * 5) % 30 AS hba1c,
  120 + (s.rowid * 11 + q.number * 3) % 40 AS blood_pressure, 'oral' AS treatment,
  CASE WHEN p.birth_date < '1950-01-01' THEN '75-and-more'
    WHEN p.birth_date < '1975-01-01' THEN '50-74' ELSE 'under-50' END AS age_class,
  CASE (s.rowid + q.number) % 5 WHEN 0 THEN 'superficial' ELSE 'none' END AS ulcer,
  CASE (s.rowid + q.number) % 5 WHEN 0 THEN 'healed' END AS outcome
FROM population.schemes s
JOIN population.persons p USING (subject)
JOIN population.quarters q ON q.number % 2 = 0 AND q.first_day >= s.begin
  AND q.first_day < coalesce(s."end", '2028-01-01')
WHERE s.reason = 'diabetes';
CREATE INDEX joined_by_subject ON joined (subject);
CREATE VIEW transfer AS SELECT subject, visit_month, subject AS pseudonym FROM joined;
CREATE VIEW diabetes AS
SELECT subject, type, visit_month, hba1c, blood_pressure, treatment, age_class FROM joined;
CREATE VIEW foot AS SELECT subject, visit_month, ulcer, outcome FROM joined;

-- store: evidence
-- Who is a patient of a centre that takes part, and under which pseudonym the platform knows that.
CREATE TABLE diabetes_patient AS
SELECT s.subject, printf('P%08x', min(s.rowid) * 2246822519 % 4294967296) AS pseudonym,
  min(s.begin) AS begin
FROM population.schemes s WHERE s.reason = 'diabetes' GROUP BY s.subject;
CREATE INDEX diabetes_patient_by_subject ON diabetes_patient (subject);
CREATE INDEX diabetes_patient_by_pseudonym ON diabetes_patient (pseudonym);
CREATE VIEW "about(patients-of-diabetes-centres)" AS
SELECT subject, begin FROM diabetes_patient
UNION ALL SELECT pseudonym, begin FROM diabetes_patient;

-- How messages travel. When the streams were separated is not in the report, and that a certificate
-- had run out for a week is invented.
CREATE TABLE separated_stream (source TEXT, recipient TEXT, begin TEXT, "end" TEXT);
INSERT INTO separated_stream VALUES
  ('diabetes-files', 'ehealth-platform', '2014-01-01', NULL),
  ('diabetes-files', 'healthdata', '2014-01-01', NULL),
  ('ehealth-pseudonyms', 'healthdata', '2014-01-01', NULL);
CREATE VIEW "streams-separated" AS SELECT source, recipient, begin, "end" FROM separated_stream;
CREATE TABLE encrypted_flow (source TEXT, recipient TEXT, begin TEXT, "end" TEXT);
INSERT INTO encrypted_flow VALUES
  ('diabetes-files', 'ehealth-platform', '2013-10-22', '2023-03-06'),
  ('diabetes-files', 'ehealth-platform', '2023-03-13', NULL),
  ('diabetes-files', 'healthdata', '2013-10-22', '2023-03-06'),
  ('diabetes-files', 'healthdata', '2023-03-13', NULL),
  ('ehealth-pseudonyms', 'healthdata', '2013-10-22', '2023-03-06'),
  ('ehealth-pseudonyms', 'healthdata', '2023-03-13', NULL);
CREATE VIEW "end-to-end-encrypted" AS SELECT source, recipient, begin, "end" FROM encrypted_flow;

-- For which studies the report on the small cells of the file to be delivered is there.
CREATE TABLE IF NOT EXISTS small_cells_reported (
  recipient TEXT, source TEXT, begin TEXT, "end" TEXT
);
CREATE VIEW IF NOT EXISTS "small-cell-report" AS
SELECT recipient, source, begin, "end" FROM small_cells_reported;

-- store: directory
-- A registry for research is no matter of the network of social security: nobody integrates its
-- patients there, so that the parties agreed on no control.
INSERT INTO flow VALUES
  ('diabetes-files', '', 'notify', 'none', 0, '', '2013-10-22', NULL),
  ('ehealth-pseudonyms', '', 'notify', 'none', 0, '', '2013-10-22', NULL);
