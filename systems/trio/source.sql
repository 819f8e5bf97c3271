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
