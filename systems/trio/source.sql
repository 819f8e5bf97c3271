-- The routing guide: to which electronic box a message about a person goes. The address says only
-- where; who insures, employs or treats the person stands beside it and is for no clause to pass.

-- store: routing-guide
CREATE TABLE box AS
SELECT fund, 'box-' || printf('%05d', 100 * row_number() OVER (ORDER BY fund)) AS address
FROM (SELECT DISTINCT fund FROM population.insurance);
CREATE TABLE insured AS SELECT subject, fund, begin, "end" FROM population.insurance;
CREATE INDEX insured_by_subject ON insured (subject);
CREATE TABLE job AS SELECT subject, employer, fraction, begin, "end" FROM population.jobs;
CREATE INDEX job_by_subject ON job (subject);
CREATE TABLE file AS SELECT subject, professional, begin, renewals, "end" FROM population.relations
WHERE kind = 'file';
CREATE INDEX file_by_subject ON file (subject);
CREATE VIEW works AS
SELECT subject, employer, max(fraction) FROM job
WHERE begin <= asked_on() AND ("end" IS NULL OR "end" > asked_on()) GROUP BY subject;
CREATE VIEW routing AS
SELECT i.subject, b.address, i.fund AS insurer, w.employer,
  'prevention-service-' || (1 + CAST(substr(w.employer, -1) AS INTEGER) % 3) AS prevention_service,
  (SELECT f.professional FROM file f WHERE f.subject = i.subject
   AND f.begin <= asked_on()
   AND relation_until('file', f.begin, f.renewals, f."end") > asked_on()) AS medical_file_holder
FROM insured i JOIN box b USING (fund) LEFT JOIN works w ON w.subject = i.subject
WHERE i.begin <= asked_on() AND (i."end" IS NULL OR i."end" > asked_on());
