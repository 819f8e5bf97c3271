-- The file of insured persons of the sickness funds, from which the recipient of a certificate of
-- incapacity is found. The certificates themselves arise at the physician's and are not simulated.

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
