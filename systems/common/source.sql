-- The stores that all systems share: the directory of numbers and professionals, and the evidence that conditions and
-- populations ask. Run on the simulated population (attached as `population`) by
-- src/beraad/demo/sources.py; the contract stands in src/beraad/demo/README.md.
--
-- In `evidence` each relation bears the key of a condition. Its columns subject, recipient, person,
-- practitioner, role and source must fit the communication; begin (inclusive) and end (exclusive) must contain
-- the moment; value, where there is one, is the evidence itself. No relation: unknown, never met.
-- Tables keep the facts so that they can be changed; views say what follows from them.

-- store: directory
CREATE TABLE person (ssin TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO person SELECT subject FROM population.persons;
CREATE TABLE replaced (former TEXT PRIMARY KEY, current TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX replaced_by_current ON replaced (current);
INSERT INTO replaced SELECT former, subject FROM population.replaced;
CREATE TABLE professional (number TEXT, role TEXT, PRIMARY KEY (number, role)) WITHOUT ROWID;
INSERT INTO professional SELECT professional, role FROM population.professionals;

-- The network. Which institutions are linked directly and which stand behind a managing institution
-- follows the dossier (W19); the codes of the sectors are not published: these are invented.
CREATE TABLE seat (party TEXT PRIMARY KEY, sector TEXT NOT NULL, managed_by TEXT NOT NULL)
WITHOUT ROWID;
INSERT INTO seat VALUES
  ('nsso', '12', ''), ('fpd', '13', ''), ('nisse', '15', ''), ('fps-social-security', '16', ''),
  ('pps-social-integration', '17', ''), ('nemo', '18', ''), ('nic', '11', ''),
  ('fund-alpha', '11', 'nic'), ('fund-beta', '11', 'nic'), ('fund-gamma', '11', 'nic'),
  ('fund-delta', '11', 'nic'), ('fund-epsilon', '11', 'nic');
CREATE TABLE affiliation (ssin TEXT, party TEXT, begin TEXT, "end" TEXT);
INSERT INTO affiliation SELECT subject, fund, begin, "end" FROM population.insurance;
CREATE INDEX affiliation_by_ssin ON affiliation (ssin);

-- Who is integrated where. 902 is a provisional and 000 a definitive registration, other codes are
-- capacities (W20); what the capacities of each sector are is not published: these are invented.
CREATE TABLE registration (
  ssin TEXT, sector TEXT, capacity TEXT, phase TEXT, begin TEXT, "end" TEXT, changed TEXT
);
INSERT INTO registration SELECT subject, '11', '000', '0', begin, "end", ifnull("end", begin)
FROM population.insurance;
INSERT INTO registration SELECT subject, '12', '010', '0', begin, "end", ifnull("end", begin)
FROM population.jobs WHERE "end" IS NULL OR "end" > begin;
INSERT INTO registration SELECT subject, '13', '902', '0', date(begin, '-3 months'), begin, begin
FROM population.pensions;
INSERT INTO registration
SELECT subject, '13', CASE kind WHEN 'retirement' THEN '020' ELSE '021' END, '0', begin, "end",
  ifnull("end", begin)
FROM population.pensions;
INSERT INTO registration
SELECT subject, CASE status WHEN 'living_wage' THEN '17' WHEN 'disability_recognition' THEN '16'
  ELSE '13' END, '000', '0', begin, "end", ifnull("end", begin)
FROM population.statuses
WHERE status IN ('living_wage', 'disability_recognition', 'income_guarantee');
CREATE INDEX registration_by_ssin ON registration (ssin);

-- What the parties agreed on each flow; a flow that no row names has no integration control.
CREATE TABLE flow (
  source TEXT, recipient TEXT, channel TEXT, control TEXT, blocking INTEGER, capacities TEXT,
  begin TEXT, "end" TEXT
);

-- store: evidence
CREATE TABLE consent_given AS SELECT * FROM population.consents;
CREATE INDEX consent_by_subject ON consent_given (subject);
CREATE VIEW "consent(informed)" AS
SELECT subject, begin, "end" FROM consent_given WHERE kind = 'informed';

-- The facts from which relations arise; "end" is when the patient ended one, if at all. How long
-- each kind lasts is a rule (src/beraad/exchange/relation.py).
CREATE TABLE relation AS SELECT * FROM population.relations;
CREATE INDEX relation_by_subject ON relation (subject);
CREATE VIEW "therapeutic-relation" AS
SELECT subject, practitioner(professional) AS practitioner, begin,
  relation_until(kind, begin, renewals, "end") AS "end"
FROM relation;

CREATE TABLE exclusion AS SELECT * FROM population.exclusions;
CREATE INDEX exclusion_by_subject ON exclusion (subject);
CREATE VIEW excluded AS
SELECT subject, practitioner(professional) AS practitioner, begin, "end" FROM exclusion;

-- Accesses in an emergency, each with its reason and, later, the verdict of who reviewed it.
CREATE TABLE emergency_access (
  number INTEGER PRIMARY KEY, subject TEXT NOT NULL, professional TEXT NOT NULL, role TEXT NOT NULL,
  begin TEXT NOT NULL, "end" TEXT NOT NULL, reason TEXT NOT NULL, explained TEXT NOT NULL,
  reviewed TEXT, verdict TEXT, reviewer TEXT
);
CREATE INDEX emergency_by_subject ON emergency_access (subject);
CREATE VIEW emergency AS
SELECT subject, practitioner(professional) AS practitioner, role, begin, "end"
FROM emergency_access;

-- Mandates, the fields that each comprises, and in which relations persons and organisations stand.
-- The conditions on them are answered together (src/beraad/exchange/mandate.py).
CREATE TABLE mandate_given (
  number INTEGER PRIMARY KEY, subject TEXT NOT NULL, recipient TEXT NOT NULL,
  relation TEXT NOT NULL, purpose TEXT NOT NULL, given TEXT NOT NULL, begin TEXT NOT NULL,
  "end" TEXT, revoked TEXT
);
INSERT INTO mandate_given (subject, recipient, relation, purpose, given, begin, "end", revoked)
SELECT subject, organisation, relation, purpose, begin, begin, "end", revoked
FROM population.mandates;
CREATE INDEX mandate_by_subject ON mandate_given (subject, recipient);
CREATE TABLE mandate_field (
  number INTEGER, source TEXT, field TEXT, PRIMARY KEY (number, source, field)
) WITHOUT ROWID;
INSERT INTO mandate_field SELECT number, 'increased-allowance', 'status.increased_allowance'
FROM mandate_given;

-- The access matrix: which role may see which source (illustration).
CREATE TABLE access (role TEXT, source TEXT, PRIMARY KEY (role, source)) WITHOUT ROWID;
INSERT INTO access VALUES
  ('general-practitioner', 'gfd'), ('specialist', 'gfd'), ('nurse', 'gfd'), ('midwife', 'gfd'),
  ('pharmacist', 'gfd'), ('emergency-physician', 'gfd'),
  ('general-practitioner', 'open-prescriptions'), ('specialist', 'open-prescriptions'),
  ('dentist', 'open-prescriptions'), ('midwife', 'open-prescriptions'),
  ('pharmacist', 'open-prescriptions'),
  ('general-practitioner', 'vitalink-scheme'), ('specialist', 'vitalink-scheme'),
  ('nurse', 'vitalink-scheme'), ('dentist', 'vitalink-scheme'), ('pharmacist', 'vitalink-scheme'),
  ('general-practitioner', 'rsw-scheme'), ('specialist', 'rsw-scheme'),
  ('nurse', 'rsw-scheme'), ('dentist', 'rsw-scheme'), ('pharmacist', 'rsw-scheme'),
  ('general-practitioner', 'bhn-scheme'), ('specialist', 'bhn-scheme'),
  ('nurse', 'bhn-scheme'), ('dentist', 'bhn-scheme'), ('pharmacist', 'bhn-scheme');
CREATE VIEW "role-in-access-matrix" AS SELECT role, source FROM access;

CREATE TABLE registration AS SELECT * FROM population.registrations;
CREATE INDEX registration_by_subject ON registration (subject);
CREATE VIEW "in-national-register" AS
SELECT subject, begin, "end" FROM registration WHERE register = 'national';

CREATE TABLE place AS SELECT municipality, party FROM population.municipalities;
CREATE TABLE residence AS
SELECT subject, household, municipality, region, begin, "end" FROM population.residences;
CREATE INDEX residence_by_subject ON residence (subject);
CREATE INDEX residence_by_household ON residence (household);
CREATE VIEW "residence(flanders)" AS
SELECT subject, begin, "end" FROM residence WHERE region = 'flanders';
CREATE VIEW "residence(brussels)" AS
SELECT subject, begin, "end" FROM residence WHERE region = 'brussels';
CREATE VIEW "residence(wallonia)" AS
SELECT subject, begin, "end" FROM residence WHERE region = 'wallonia';
CREATE VIEW "residence(german-speaking-community)" AS
SELECT subject, begin, "end" FROM residence WHERE region = 'german-speaking-community';

-- An address keeps its NIS code when municipalities merge; competent is the one of the day.
CREATE VIEW "about(inhabitants-of-recipient)" AS
SELECT r.subject, p.party AS recipient, r.begin, r."end"
FROM residence r JOIN place p ON p.municipality = municipality_on(r.municipality, asked_on())
WHERE p.party <> '';

CREATE TABLE insured AS SELECT subject, begin, "end" FROM population.insurance;
CREATE INDEX insured_by_subject ON insured (subject);
CREATE VIEW "about(insured-persons)" AS SELECT subject, begin, "end" FROM insured;

-- Who insures whom: the sickness fund itself; systems add its regional companies.
CREATE TABLE insurer AS
SELECT subject, fund AS recipient, begin, "end" FROM population.insurance;
CREATE INDEX insurer_by_subject ON insurer (subject);
CREATE VIEW "insured-by-recipient" AS SELECT subject, recipient, begin, "end" FROM insurer;

-- A patient is who ever had a care relation, or medicines dispensed.
CREATE TABLE patient AS
SELECT subject, min(begin) AS begin FROM (
  SELECT subject, begin FROM population.relations
  UNION ALL SELECT subject, date FROM population.dispensings
) GROUP BY subject;
CREATE INDEX patient_by_subject ON patient (subject);
CREATE VIEW "about(patients)" AS SELECT subject, begin FROM patient;

CREATE TABLE contract AS SELECT * FROM population.contracts;
CREATE INDEX contract_by_subject ON contract (subject);
CREATE VIEW known_relation AS
SELECT subject, organisation AS recipient, 'customer' AS relation, begin, "end" FROM contract;
CREATE VIEW "about(customers-of-recipient)" AS
SELECT subject, organisation AS recipient, begin, "end" FROM contract;

-- The household rule: who lives with a customer, while both live there and the contract runs.
CREATE VIEW "about(customers-of-recipient-and-household)" AS
SELECT subject, organisation AS recipient, begin, "end" FROM contract
UNION ALL
SELECT m.subject, c.organisation, greatest(m.begin, h.begin, c.begin),
  least(m."end", h."end", c."end")
FROM residence m
JOIN residence h ON h.household = m.household AND h.municipality = m.municipality
JOIN contract c ON c.subject = h.subject;
