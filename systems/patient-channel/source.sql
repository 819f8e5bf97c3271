-- What a patient may reach through an application, and the register of applications: all of it for
-- the demonstration deliberation 25/920 beside this file, none of it known of the real ones.

-- store: health-summary
CREATE TABLE problem AS
SELECT subject, reason AS name, begin AS since, date(begin, '+7 days') AS released,
  'physician-' || substr(subject, 10, 1) AS author
FROM population.schemes WHERE reason IS NOT NULL;
CREATE INDEX problem_by_subject ON problem (subject, released);

-- store: vaccination-record
CREATE TABLE vaccination AS
SELECT subject, 'influenza' AS vaccine, date(min(begin), '+3 months') AS date,
  min(professional) AS vaccinator
FROM population.relations WHERE kind = 'file' GROUP BY subject;
CREATE INDEX vaccination_by_subject ON vaccination (subject, date);

-- store: evidence
-- The register of applications: since when each is in it, for which sources, and since when its
-- answers to the checklist of 24/202 are complete. Fitmaatje is in no register.
CREATE TABLE app (recipient TEXT, begin TEXT, "end" TEXT);
INSERT INTO app VALUES
  ('app-gezondheidsboek', '2024-12-18', NULL), ('app-prikwijzer', '2025-01-06', '2025-09-01'),
  ('app-zorgkompas', '2025-02-03', NULL);
CREATE TABLE app_scope (recipient TEXT, source TEXT, begin TEXT, "end" TEXT);
INSERT INTO app_scope VALUES
  ('app-gezondheidsboek', 'health-summary', '2024-12-18', NULL),
  ('app-gezondheidsboek', 'vaccination-record', '2024-12-18', NULL),
  ('app-prikwijzer', 'vaccination-record', '2025-01-06', NULL),
  ('app-zorgkompas', 'health-summary', '2025-02-03', NULL);
CREATE TABLE app_checklist (recipient TEXT, begin TEXT, "end" TEXT);
INSERT INTO app_checklist VALUES
  ('app-gezondheidsboek', '2024-12-18', NULL), ('app-prikwijzer', '2025-01-06', NULL),
  ('app-zorgkompas', '2025-03-10', NULL);
CREATE VIEW "registered-app" AS SELECT recipient, begin, "end" FROM app;
CREATE VIEW "scope-registered" AS SELECT recipient, source, begin, "end" FROM app_scope;
CREATE VIEW "checklist(patient-channel)" AS SELECT recipient, begin, "end" FROM app_checklist;

-- What a patient has opened to an application, and until which moment.
CREATE TABLE app_grant (subject TEXT, recipient TEXT, source TEXT, begin TEXT, "end" TEXT);
INSERT INTO app_grant
SELECT subject, 'app-gezondheidsboek', 'health-summary', '2025-02-01', NULL
FROM population.persons WHERE substr(subject, 9, 1) = '5';
CREATE INDEX app_grant_by_subject ON app_grant (subject);
CREATE VIEW "scope-granted" AS SELECT subject, recipient, source, begin, "end" FROM app_grant;
