-- Flemish social protection: stays in sheltered living and requests for palliative support, as the
-- exchange structure keeps them, and other stays, as the health insurers know them. Who stays where
-- is drawn from the digits of the number; kinds, initiatives, teams and fees are illustrations.

-- store: vsb-stays
CREATE TABLE stay_held (
  subject TEXT, admission TEXT, discharge TEXT, initiative TEXT, type TEXT, diagnosis TEXT
);
INSERT INTO stay_held
SELECT p.subject, date('2023-06-01', '+' || p.serial || ' days'),
  CASE WHEN p.serial % 2 = 0 THEN date('2023-06-01', '+' || (p.serial + 300) || ' days') END,
  'initiative-' || (1 + p.serial % 4),
  CASE WHEN p.serial % 3 = 0 THEN 'studio' ELSE 'shared-house' END,
  CASE WHEN p.serial % 5 = 0 THEN 'F20' ELSE 'F33' END
FROM (SELECT subject, birth_date, CAST(substr(subject, 7, 3) AS INTEGER) AS serial
      FROM population.persons) p
WHERE p.birth_date < '2000-01-01' AND p.serial % 20 = 4 AND EXISTS (
  SELECT 1 FROM population.residences r WHERE r.subject = p.subject AND r.region = 'flanders'
);
CREATE INDEX stay_held_by_subject ON stay_held (subject);
-- A discharge is told once the day has come.
CREATE VIEW stay AS
SELECT subject, admission, CASE WHEN discharge <= asked_on() THEN discharge END AS discharge,
  initiative, type, diagnosis
FROM stay_held;

-- store: vsb-palliative
CREATE TABLE request_held (subject TEXT, request TEXT, team TEXT, fee INTEGER, paid TEXT);
INSERT INTO request_held
SELECT p.subject, date('2024-01-08', '+' || p.serial || ' days'), 'team-' || (1 + p.serial % 3),
  1500, date('2024-01-08', '+' || (p.serial + 45) || ' days')
FROM (SELECT subject, birth_date, CAST(substr(subject, 7, 3) AS INTEGER) AS serial
      FROM population.persons) p
WHERE p.birth_date < '1965-01-01' AND p.serial % 20 = 9 AND EXISTS (
  SELECT 1 FROM population.residences r WHERE r.subject = p.subject AND r.region = 'flanders'
);
CREATE INDEX request_held_by_subject ON request_held (subject);
-- The fee is due once for each patient, whichever team asked first.
CREATE VIEW palliative AS
SELECT r.subject, r.request, r.team, r.fee, EXISTS (
  SELECT 1 FROM request_held o WHERE o.subject = r.subject AND o.paid <= asked_on()
) AS fee_paid
FROM request_held r;

-- store: insurer-stays
CREATE TABLE stay_elsewhere (subject TEXT, kind TEXT, begin TEXT, "end" TEXT);
INSERT INTO stay_elsewhere
SELECT p.subject, CASE p.serial % 3 WHEN 0 THEN 'day-hospital' WHEN 1 THEN 'hospital'
    ELSE 'nursing-home' END,
  date('2023-09-01', '+' || p.serial || ' days'),
  date('2023-09-01', '+' || (p.serial + 40) || ' days')
FROM (SELECT subject, birth_date, CAST(substr(subject, 7, 3) AS INTEGER) AS serial
      FROM population.persons) p
WHERE p.serial % 20 IN (4, 5);
CREATE INDEX stay_elsewhere_by_subject ON stay_elsewhere (subject);
-- A hospital and a nursing home exclude the intervention while the stay lasts, a day hospital does
-- not (illustration).
CREATE VIEW other_stay AS
SELECT subject, begin, CASE WHEN "end" <= asked_on() THEN "end" END AS "end",
  kind IN ('hospital', 'nursing-home') AND begin <= asked_on()
    AND ("end" IS NULL OR "end" > asked_on()) AS excludes
FROM stay_elsewhere;

-- store: evidence
-- Who lives in Flanders is affiliated with a care fund: members of sickness fund Alpha with care
-- fund Alpha, all others with Beta (illustration).
CREATE TABLE care_fund_member AS
SELECT i.subject, CASE i.fund WHEN 'fund-alpha' THEN 'care-fund-alpha' ELSE 'care-fund-beta' END
    AS recipient,
  greatest(i.begin, r.begin) AS begin, least(i."end", r."end") AS "end"
FROM population.insurance i JOIN population.residences r ON r.subject = i.subject
WHERE r.region = 'flanders'
  AND (i."end" IS NULL OR i."end" > r.begin) AND (r."end" IS NULL OR r."end" > i.begin);
CREATE INDEX care_fund_member_by_subject ON care_fund_member (subject);
CREATE VIEW "affiliated-with-care-fund" AS
SELECT subject, recipient, begin, "end" FROM care_fund_member;

-- Since when the software of whom is attested; the days are illustrations.
CREATE TABLE attestation (recipient TEXT, begin TEXT, "end" TEXT);
INSERT INTO attestation VALUES
  ('care-fund-alpha', '2024-01-01', NULL), ('care-fund-beta', '2024-06-01', NULL),
  ('ima', '2024-03-01', NULL);
CREATE VIEW "attested-software" AS SELECT recipient, begin, "end" FROM attestation;

-- A stay concerns the care fund from the admission until it is settled, a year after the discharge
-- (illustration).
CREATE TABLE resident (subject TEXT, begin TEXT, "end" TEXT);
INSERT INTO resident
SELECT p.subject, date('2023-06-01', '+' || p.serial || ' days'),
  CASE WHEN p.serial % 2 = 0 THEN date('2023-06-01', '+' || (p.serial + 665) || ' days') END
FROM (SELECT subject, birth_date, CAST(substr(subject, 7, 3) AS INTEGER) AS serial
      FROM population.persons) p
WHERE p.birth_date < '2000-01-01' AND p.serial % 20 = 4 AND EXISTS (
  SELECT 1 FROM population.residences r WHERE r.subject = p.subject AND r.region = 'flanders'
);
CREATE INDEX resident_by_subject ON resident (subject);
CREATE VIEW "about(sheltered-living-residents)" AS SELECT subject, begin, "end" FROM resident;

CREATE TABLE palliative_patient (subject TEXT, begin TEXT, "end" TEXT);
INSERT INTO palliative_patient
SELECT p.subject, date('2024-01-08', '+' || p.serial || ' days'), NULL
FROM (SELECT subject, birth_date, CAST(substr(subject, 7, 3) AS INTEGER) AS serial
      FROM population.persons) p
WHERE p.birth_date < '1965-01-01' AND p.serial % 20 = 9 AND EXISTS (
  SELECT 1 FROM population.residences r WHERE r.subject = p.subject AND r.region = 'flanders'
);
CREATE INDEX palliative_patient_by_subject ON palliative_patient (subject);
CREATE VIEW "about(palliative-patients)" AS SELECT subject, begin, "end" FROM palliative_patient;

-- store: directory
-- The care funds stand behind the Care Funds Commission, as sickness funds do behind the National
-- Intermutualist College; that they are in the network, and their sector code, are illustrations.
INSERT INTO seat VALUES
  ('care-funds-commission', '51', ''),
  ('care-fund-alpha', '51', 'care-funds-commission'),
  ('care-fund-beta', '51', 'care-funds-commission');
INSERT INTO affiliation
SELECT i.subject, CASE i.fund WHEN 'fund-alpha' THEN 'care-fund-alpha' ELSE 'care-fund-beta' END,
  greatest(i.begin, r.begin), least(i."end", r."end")
FROM population.insurance i JOIN population.residences r ON r.subject = i.subject
WHERE r.region = 'flanders'
  AND (i."end" IS NULL OR i."end" > r.begin) AND (r."end" IS NULL OR r."end" > i.begin);
INSERT INTO registration
SELECT i.subject, '51', '000', '0', greatest(i.begin, r.begin), least(i."end", r."end"),
  coalesce(least(i."end", r."end"), greatest(i.begin, r.begin))
FROM population.insurance i JOIN population.residences r ON r.subject = i.subject
WHERE r.region = 'flanders'
  AND (i."end" IS NULL OR i."end" > r.begin) AND (r."end" IS NULL OR r."end" > i.begin);
