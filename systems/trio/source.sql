-- The communication files of the TRIO platform, and the reports of the three physicians that go into
-- them. Who is in a pathway and what they write is an illustration. Nothing is there from before the day
-- on which the platform began to work.

-- store: trio-files
CREATE TABLE message (
  subject TEXT, date TEXT, author_role TEXT, question TEXT, advice TEXT, capabilities TEXT
);
INSERT INTO message
SELECT DISTINCT j.subject,
  date('2025-02-20', '+' || (9 * CAST(substr(j.subject, 5, 2) AS INTEGER) + a.after) || ' days'),
  a.role, a.question, a.advice, a.capabilities
FROM population.jobs j, (
  SELECT 0 AS after, 'general-practitioner' AS role, 'can adapted work begin?' AS question,
    '' AS advice, 'standing for half an hour' AS capabilities
  UNION ALL SELECT 14, 'occupational-physician', '', 'half-time, sedentary work', 'sitting'
) a
WHERE substr(j.subject, 8, 1) = '3';
CREATE INDEX message_by_subject ON message (subject, date);

-- store: practitioner-reports
CREATE TABLE message (
  subject TEXT, date TEXT, author_role TEXT, question TEXT, advice TEXT, capabilities TEXT,
  medical_file TEXT
);
INSERT INTO message
SELECT DISTINCT subject,
  date('2025-02-20', '+' || (9 * CAST(substr(subject, 5, 2) AS INTEGER)) || ' days'),
  'general-practitioner', 'can adapted work begin?', '', 'standing for half an hour', 'back pain'
FROM population.jobs WHERE substr(subject, 8, 1) = '3';
CREATE INDEX message_by_subject ON message (subject, date);

-- store: prevention-reports
CREATE TABLE message (
  subject TEXT, date TEXT, author_role TEXT, question TEXT, advice TEXT, capabilities TEXT,
  medical_file TEXT
);
INSERT INTO message
SELECT DISTINCT subject,
  date('2025-03-06', '+' || (9 * CAST(substr(subject, 5, 2) AS INTEGER)) || ' days'),
  'occupational-physician', '', 'half-time, sedentary work', 'sitting', 'examined at work'
FROM population.jobs WHERE substr(subject, 8, 1) = '3';
CREATE INDEX message_by_subject ON message (subject, date);

-- store: insurer-reports
CREATE TABLE message (
  subject TEXT, date TEXT, author_role TEXT, question TEXT, advice TEXT, capabilities TEXT,
  medical_file TEXT
);
INSERT INTO message
SELECT DISTINCT subject,
  date('2025-02-25', '+' || (9 * CAST(substr(subject, 5, 2) AS INTEGER)) || ' days'),
  'advisory-physician', 'is there adapted work?', 'a pathway may begin', '', 'incapacity recognised'
FROM population.jobs WHERE substr(subject, 8, 1) = '3';
CREATE INDEX message_by_subject ON message (subject, date);

-- store: evidence
CREATE TABLE pathway (subject TEXT, begin TEXT, "end" TEXT);
INSERT INTO pathway
SELECT DISTINCT subject,
  date('2025-02-20', '+' || (9 * CAST(substr(subject, 5, 2) AS INTEGER)) || ' days'), NULL
FROM population.jobs WHERE substr(subject, 8, 1) = '3';
CREATE INDEX pathway_by_subject ON pathway (subject);
CREATE VIEW "about(persons-in-reintegration)" AS SELECT subject, begin, "end" FROM pathway;

-- The communication file of a person is opened with the first pathway. Its age: whole months.
CREATE VIEW "communication-file-months" AS
SELECT subject, 12 * (CAST(substr(asked_on(), 1, 4) AS INTEGER) - CAST(substr(opened, 1, 4) AS INTEGER))
  + CAST(substr(asked_on(), 6, 2) AS INTEGER) - CAST(substr(opened, 6, 2) AS INTEGER)
  - CASE WHEN substr(asked_on(), 9, 2) < substr(opened, 9, 2) THEN 1 ELSE 0 END AS value
FROM (SELECT subject, min(begin) AS opened FROM pathway GROUP BY subject) f
WHERE opened <= asked_on();

-- Who is competent: the general practitioner who keeps the medical file, and the advisory and the
-- occupational physician to whom the person was assigned (nobody in the simulation).
CREATE TABLE competence (subject TEXT, professional TEXT, role TEXT, begin TEXT, "end" TEXT);
CREATE INDEX competence_by_subject ON competence (subject);
-- Who asks is named, and is competent himself or herself. A report comes from an organisation and names
-- nobody: a physician of its kind must be competent for the person.
CREATE TABLE asked_of (source TEXT);
INSERT INTO asked_of VALUES ('trio-files'), ('routing-guide');
CREATE TABLE report_of (role TEXT, source TEXT);
INSERT INTO report_of VALUES
  ('advisory-physician', 'insurer-reports'), ('occupational-physician', 'prevention-reports'),
  ('general-practitioner', 'practitioner-reports');
CREATE VIEW "competent-for-person" AS
SELECT c.subject, practitioner(c.professional) AS practitioner, c.role, a.source, c.begin, c."end"
FROM competence c CROSS JOIN asked_of a
UNION ALL
SELECT r.subject, practitioner(r.professional), 'general-practitioner', a.source, r.begin,
  relation_until(r.kind, r.begin, r.renewals, r."end")
FROM relation r CROSS JOIN asked_of a WHERE r.kind = 'file'
UNION ALL
SELECT c.subject, '', '', o.source, c.begin, c."end"
FROM competence c CROSS JOIN report_of o WHERE o.role = c.role
UNION ALL
SELECT r.subject, '', '', 'practitioner-reports', r.begin,
  relation_until(r.kind, r.begin, r.renewals, r."end")
FROM relation r WHERE r.kind = 'file';

CREATE VIEW "consent(worker)" AS
SELECT subject, begin, "end" FROM consent_given WHERE kind = 'worker';

-- store: directory
-- The platform is outside the network of social security: nobody is integrated there.
INSERT INTO flow VALUES
  ('insurer-reports', 'nihdi', 'notify', 'none', 0, '', '2025-02-19', NULL),
  ('prevention-reports', 'nihdi', 'notify', 'none', 0, '', '2025-02-19', NULL),
  ('practitioner-reports', 'nihdi', 'notify', 'none', 0, '', '2025-02-19', NULL);

-- The routing guide: to which electronic box a message about a person goes. The address says only
-- where; who insures, employs or treats the person stands beside it and is for no clause to pass.

-- store: routing-guide
CREATE TABLE box AS
SELECT fund, 'box-' || printf('%05d', 100 * row_number() OVER (ORDER BY fund)) AS address
FROM (SELECT DISTINCT fund FROM population.insurance);
CREATE TABLE insured AS SELECT subject, fund, begin, "end" FROM population.insurance;
CREATE INDEX insured_by_subject ON insured (subject);
CREATE TABLE job AS
SELECT rowid AS number, subject, employer, fraction, begin, "end" FROM population.jobs;
CREATE INDEX job_by_subject ON job (subject);
CREATE TABLE service AS
SELECT employer, 'prevention-service-' || (1 + CAST(substr(employer, -1) AS INTEGER) % 3) AS name
FROM population.employers;
CREATE INDEX service_by_employer ON service (employer);
CREATE TABLE file AS SELECT subject, professional, begin, renewals, "end" FROM population.relations
WHERE kind = 'file';
CREATE INDEX file_by_subject ON file (subject);
-- Who works in several places is reached where he or she works most.
CREATE VIEW reached AS
SELECT i.subject, b.address, i.fund AS insurer, (
    SELECT j.employer FROM job j WHERE j.subject = i.subject
    AND j.begin <= asked_on() AND (j."end" IS NULL OR j."end" > asked_on())
    ORDER BY j.fraction DESC, j.number LIMIT 1
  ) AS employer, (
    SELECT f.professional FROM file f WHERE f.subject = i.subject AND f.begin <= asked_on()
    AND relation_until('file', f.begin, f.renewals, f."end") > asked_on()
    ORDER BY f.begin, f.professional LIMIT 1
  ) AS medical_file_holder
FROM insured i JOIN box b ON b.fund = i.fund
WHERE i.begin <= asked_on() AND (i."end" IS NULL OR i."end" > asked_on());
CREATE VIEW routing AS
SELECT r.subject, r.address, r.insurer, r.employer, s.name AS prevention_service,
  r.medical_file_holder
FROM reached r LEFT JOIN service s ON s.employer = r.employer;
