-- Iriscarenet: the invoices that Brussels hospitals send and the answers of the Brussels insurers.
-- An invoice arises from each hospital stay of an inhabitant of Brussels; services, amounts (in euro
-- cents) and codes are illustrations. An invoice is open from the day on which it is sent until the
-- day on which it is settled, and only what is open is told.

-- store: brussels-invoices
CREATE TABLE line (
  subject TEXT, hospital TEXT, number TEXT, period TEXT, service TEXT, amount INTEGER,
  share INTEGER, diagnosis TEXT, sent TEXT, settled TEXT
);
INSERT INTO line
SELECT s.subject, CASE WHEN substr(s.subject, 9, 1) < '5' THEN 'hospital-zavelbeek'
    ELSE 'hospital-lindewal' END,
  'B' || substr(s.begin, 3, 2) || '-' || (10000 + row_number() OVER (ORDER BY s.begin, s.subject)),
  s.begin, 'revalidation-day', 18500, 615, 'S72', date(s.begin, '+1 month'),
  date(s.begin, '+4 months')
FROM population.relations s JOIN population.residences r ON r.subject = s.subject
WHERE s.kind = 'stay' AND r.region = 'brussels'
  AND r.begin <= s.begin AND (r."end" IS NULL OR r."end" > s.begin);
CREATE INDEX line_by_subject ON line (subject);
CREATE VIEW invoice AS
SELECT subject, number, period, service, amount, share, diagnosis FROM line
WHERE sent <= asked_on() AND (settled IS NULL OR settled > asked_on());

-- store: brussels-invoice-answers
CREATE TABLE answered (
  subject TEXT, hospital TEXT, invoice TEXT, date TEXT, accepted INTEGER, error TEXT, amount INTEGER
);
INSERT INTO answered
SELECT s.subject, CASE WHEN substr(s.subject, 9, 1) < '5' THEN 'hospital-zavelbeek'
    ELSE 'hospital-lindewal' END,
  'B' || substr(s.begin, 3, 2) || '-' || (10000 + row_number() OVER (ORDER BY s.begin, s.subject)),
  date(s.begin, '+2 months'), substr(s.subject, 8, 1) <> '7',
  CASE WHEN substr(s.subject, 8, 1) = '7' THEN 'E-LATE' END,
  CASE WHEN substr(s.subject, 8, 1) = '7' THEN 0 ELSE 17885 END
FROM population.relations s JOIN population.residences r ON r.subject = s.subject
WHERE s.kind = 'stay' AND r.region = 'brussels'
  AND r.begin <= s.begin AND (r."end" IS NULL OR r."end" > s.begin);
CREATE INDEX answered_by_subject ON answered (subject);
-- A hospital sees the answers to its own invoices.
CREATE VIEW answer AS
SELECT subject, invoice, date, accepted, error, amount FROM answered WHERE hospital = asked_by();

-- store: evidence
-- What the platforms establish of each line of an invoice: for WalCareNet too, whose lines
-- systems/walcarenet/source.sql adds. `source` is the source in which the invoice stands.
CREATE TABLE invoice_line (
  subject TEXT, source TEXT, institution TEXT, number TEXT, period TEXT, authority TEXT,
  account TEXT, sent TEXT, settled TEXT
);
INSERT INTO invoice_line
SELECT s.subject, 'brussels-invoices', CASE WHEN substr(s.subject, 9, 1) < '5'
    THEN 'hospital-zavelbeek' ELSE 'hospital-lindewal' END,
  'B' || substr(s.begin, 3, 2) || '-' || (10000 + row_number() OVER (ORDER BY s.begin, s.subject)),
  s.begin, 'iriscare', 'A', date(s.begin, '+1 month'), date(s.begin, '+4 months')
FROM population.relations s JOIN population.residences r ON r.subject = s.subject
WHERE s.kind = 'stay' AND r.region = 'brussels'
  AND r.begin <= s.begin AND (r."end" IS NULL OR r."end" > s.begin);
CREATE INDEX invoice_line_by_subject ON invoice_line (subject);

-- The authority finances a service of an open invoice, and no other open invoice of this patient is
-- financed by another: one invoice may hide behind no other.
CREATE VIEW "financing-authority(iriscare)" AS
SELECT l.subject, l.source, l.sent AS begin, l.settled AS "end" FROM invoice_line l
WHERE l.authority = 'iriscare' AND NOT EXISTS (
  SELECT 1 FROM invoice_line o WHERE o.subject = l.subject AND o.source = l.source
  AND o.number <> l.number AND o.authority <> l.authority
  AND o.sent <= asked_on() AND (o.settled IS NULL OR o.settled > asked_on())
);
CREATE VIEW "financing-authority(french-community)" AS
SELECT l.subject, l.source, l.sent AS begin, l.settled AS "end" FROM invoice_line l
WHERE l.authority = 'french-community' AND NOT EXISTS (
  SELECT 1 FROM invoice_line o WHERE o.subject = l.subject AND o.source = l.source
  AND o.number <> l.number AND o.authority <> l.authority
  AND o.sent <= asked_on() AND (o.settled IS NULL OR o.settled > asked_on())
);

-- Competence was transferred on 1 January 2019 (dossier, W47 and W51).
CREATE VIEW "invoice-mixes(periods)" AS
SELECT l.subject, l.source, l.sent AS begin, l.settled AS "end" FROM invoice_line l
WHERE l.period < '2019-01-01' AND EXISTS (
  SELECT 1 FROM invoice_line o WHERE o.subject = l.subject AND o.source = l.source
  AND o.institution = l.institution AND o.number = l.number AND o.period >= '2019-01-01'
);
CREATE VIEW "invoice-mixes(authorities)" AS
SELECT l.subject, l.source, l.sent AS begin, l.settled AS "end" FROM invoice_line l
WHERE EXISTS (
  SELECT 1 FROM invoice_line o WHERE o.subject = l.subject AND o.source = l.source
  AND o.institution = l.institution AND o.number = l.number AND o.authority <> l.authority
);

-- Answers are given from the day on which the invoice was sent.
CREATE VIEW "invoice-of-recipient" AS
SELECT subject, institution AS recipient, CASE source WHEN 'brussels-invoices'
    THEN 'brussels-invoice-answers' ELSE 'walloon-invoice-answers' END AS source, sent AS begin
FROM invoice_line;

-- The Brussels company of a sickness fund insures whoever lives in Brussels (illustration). Fund Alpha
-- has companies Alpha, all others Beta.
INSERT INTO insurer
SELECT i.subject, CASE i.fund WHEN 'fund-alpha' THEN 'brussels-company-alpha'
    ELSE 'brussels-company-beta' END,
  greatest(i.begin, r.begin), least(i."end", r."end")
FROM population.insurance i JOIN population.residences r ON r.subject = i.subject
WHERE r.region = 'brussels'
  AND (i."end" IS NULL OR i."end" > r.begin) AND (r."end" IS NULL OR r."end" > i.begin);

-- store: directory
-- Invoices and answers go from institution to insurer and back and are not controlled by the
-- integration of the patient: who insures and who invoices says the clause (illustration).
INSERT INTO flow VALUES
  ('brussels-invoices', '', '', 'none', 1, '', '2024-01-01', NULL),
  ('brussels-invoice-answers', '', '', 'none', 1, '', '2024-01-01', NULL);
