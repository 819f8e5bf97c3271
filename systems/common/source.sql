-- The stores that all systems share: the directory of numbers and professionals, and the evidence that conditions and
-- populations ask. Run on the simulated population (attached as `population`) by
-- src/beraad/demo/sources.py; the contract stands in src/beraad/demo/README.md.
--
-- In `evidence` each relation bears the key of a condition. Its columns subject, recipient, person,
-- role and source must fit the communication; begin (inclusive) and end (exclusive) must contain
-- the moment; value, where there is one, is the evidence itself. No relation: unknown, never met.
-- Tables keep the facts so that they can be changed; views say what follows from them.

-- store: directory
CREATE TABLE person (ssin TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO person SELECT subject FROM population.persons;
CREATE TABLE replaced (former TEXT PRIMARY KEY, current TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO replaced SELECT former, subject FROM population.replaced;
CREATE TABLE professional (number TEXT, role TEXT, PRIMARY KEY (number, role)) WITHOUT ROWID;
INSERT INTO professional SELECT professional, role FROM population.professionals;

-- store: evidence
CREATE TABLE consent_given AS SELECT * FROM population.consents;
CREATE INDEX consent_by_subject ON consent_given (subject);
CREATE VIEW "consent(informed)" AS
SELECT subject, begin, "end" FROM consent_given WHERE kind = 'informed';

-- How long each kind of relation lasts is decided where it arises (src/beraad/demo/care.py).
CREATE TABLE relation AS SELECT * FROM population.relations;
CREATE INDEX relation_by_subject ON relation (subject);
CREATE VIEW "therapeutic-relation" AS
SELECT subject, professional AS person, begin, "end" FROM relation;

CREATE TABLE exclusion AS SELECT * FROM population.exclusions;
CREATE INDEX exclusion_by_subject ON exclusion (subject);
CREATE VIEW excluded AS
SELECT subject, professional AS person, begin, "end" FROM exclusion;

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

CREATE TABLE residence AS
SELECT r.subject, r.household, r.municipality, r.region, m.party, r.begin, r."end"
FROM population.residences r JOIN population.municipalities m USING (municipality);
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

CREATE VIEW "about(inhabitants-of-recipient)" AS
SELECT subject, party AS recipient, begin, "end" FROM residence WHERE party <> '';

CREATE TABLE insured AS SELECT subject, begin, "end" FROM population.insurance;
CREATE INDEX insured_by_subject ON insured (subject);
CREATE VIEW "about(insured-persons)" AS SELECT subject, begin, "end" FROM insured;

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
CREATE VIEW "about(customers-of-recipient)" AS
SELECT subject, organisation AS recipient, begin, "end" FROM contract;

-- The household rule: who lives with a customer, while both live there and the contract runs.
CREATE VIEW "about(customers-of-recipient-and-household)" AS
SELECT subject, organisation AS recipient, begin, "end" FROM contract
UNION ALL
SELECT m.subject, c.organisation, max(m.begin, h.begin, c.begin),
  nullif(min(ifnull(m."end", '9999'), ifnull(h."end", '9999'), ifnull(c."end", '9999')), '9999')
FROM residence m
JOIN residence h ON h.household = m.household AND h.municipality = m.municipality
JOIN contract c ON c.subject = h.subject;
