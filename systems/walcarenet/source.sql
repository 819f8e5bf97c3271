-- WalCareNet: insurability, invoices of institutions of the French Community, and the answers of the
-- Walloon insurers. Institutions, services and amounts (in euro cents) are drawn from the digits of
-- the number: illustrations. What the platform establishes of each line goes to the evidence of
-- systems/iriscare/source.sql, which has the views.

-- store: walloon-insurability
CREATE TABLE insured AS
SELECT subject, fund, code_1, code_2, begin, "end",
  CASE WHEN substr(subject, 9, 1) = '3' THEN 4200 ELSE 0 END AS arrears
FROM population.insurance;
CREATE INDEX insured_by_subject ON insured (subject);
CREATE TABLE granted AS SELECT subject, begin, "end" FROM population.statuses
WHERE status = 'increased_allowance';
CREATE INDEX granted_by_subject ON granted (subject);
-- Who has the increased allowance pays by the third-payer arrangement (illustration).
CREATE VIEW insurability AS
SELECT i.subject, i.fund, i.code_1, i.code_2, EXISTS (
    SELECT 1 FROM granted g WHERE g.subject = i.subject
    AND g.begin <= asked_on() AND (g."end" IS NULL OR g."end" > asked_on())
  ) AS increased_allowance, EXISTS (
    SELECT 1 FROM granted g WHERE g.subject = i.subject
    AND g.begin <= asked_on() AND (g."end" IS NULL OR g."end" > asked_on())
  ) AS third_payer, i.begin, i."end", i.arrears
FROM insured i;

-- store: french-community-invoices
CREATE TABLE line (
  subject TEXT, institution TEXT, number TEXT, period TEXT, service TEXT, amount INTEGER,
  share INTEGER, diagnosis TEXT, sent TEXT, settled TEXT
);
INSERT INTO line
SELECT s.subject, CASE substr(s.subject, 9, 1) WHEN '0' THEN 'rehabilitation-centre-ctr'
    WHEN '1' THEN 'french-community-rehabilitation-centres'
    ELSE 'french-community-university-hospitals' END,
  'W' || substr(s.begin, 3, 2) || '-' || (10000 + row_number() OVER (ORDER BY s.begin, s.subject)),
  s.begin, 'cofinanced-day', 24000, 650, 'I63', date(s.begin, '+1 month'),
  date(s.begin, '+4 months')
FROM population.relations s JOIN population.residences r ON r.subject = s.subject
WHERE s.kind = 'stay' AND r.region = 'wallonia'
  AND r.begin <= s.begin AND (r."end" IS NULL OR r."end" > s.begin);
CREATE INDEX line_by_subject ON line (subject);
CREATE VIEW invoice AS
SELECT subject, number, period, service, amount, share, diagnosis FROM line
WHERE sent <= asked_on() AND (settled IS NULL OR settled > asked_on());

-- store: walloon-invoice-answers
CREATE TABLE answered (
  subject TEXT, institution TEXT, invoice TEXT, date TEXT, accepted INTEGER, error TEXT,
  amount INTEGER
);
INSERT INTO answered
SELECT s.subject, CASE substr(s.subject, 9, 1) WHEN '0' THEN 'rehabilitation-centre-ctr'
    WHEN '1' THEN 'french-community-rehabilitation-centres'
    ELSE 'french-community-university-hospitals' END,
  'W' || substr(s.begin, 3, 2) || '-' || (10000 + row_number() OVER (ORDER BY s.begin, s.subject)),
  date(s.begin, '+2 months'), substr(s.subject, 8, 1) <> '7',
  CASE WHEN substr(s.subject, 8, 1) = '7' THEN 'E-TARIFF' END,
  CASE WHEN substr(s.subject, 8, 1) = '7' THEN 0 ELSE 23350 END
FROM population.relations s JOIN population.residences r ON r.subject = s.subject
WHERE s.kind = 'stay' AND r.region = 'wallonia'
  AND r.begin <= s.begin AND (r."end" IS NULL OR r."end" > s.begin);
CREATE INDEX answered_by_subject ON answered (subject);
-- An institution sees the answers to its own invoices.
CREATE VIEW answer AS
SELECT subject, invoice, date, accepted, error, amount FROM answered
WHERE institution = asked_by();

-- store: evidence
-- The Walloon company of a sickness fund insures every member, since for care in an institution of the
-- French Community it pays wherever the patient lives (illustration). Fund Alpha has companies Alpha,
-- all others Beta.
INSERT INTO insurer
SELECT subject, CASE fund WHEN 'fund-alpha' THEN 'walloon-company-alpha'
    ELSE 'walloon-company-beta' END, begin, "end"
FROM population.insurance;

INSERT INTO invoice_line
SELECT s.subject, 'french-community-invoices', CASE substr(s.subject, 9, 1)
    WHEN '0' THEN 'rehabilitation-centre-ctr'
    WHEN '1' THEN 'french-community-rehabilitation-centres'
    ELSE 'french-community-university-hospitals' END,
  'W' || substr(s.begin, 3, 2) || '-' || (10000 + row_number() OVER (ORDER BY s.begin, s.subject)),
  s.begin, 'french-community', 'C', date(s.begin, '+1 month'), date(s.begin, '+4 months')
FROM population.relations s JOIN population.residences r ON r.subject = s.subject
WHERE s.kind = 'stay' AND r.region = 'wallonia'
  AND r.begin <= s.begin AND (r."end" IS NULL OR r."end" > s.begin);

-- Every line of the open invoices of the patient uses account C.
CREATE VIEW "account-c" AS
SELECT l.subject, l.source, l.sent AS begin, l.settled AS "end" FROM invoice_line l
WHERE l.account = 'C' AND NOT EXISTS (
  SELECT 1 FROM invoice_line o WHERE o.subject = l.subject AND o.source = l.source
  AND o.account <> 'C' AND o.sent <= asked_on() AND (o.settled IS NULL OR o.settled > asked_on())
);

-- Admitted for a month, or with an appointment on a day.
CREATE TABLE visit (subject TEXT, recipient TEXT, begin TEXT, "end" TEXT);
INSERT INTO visit
SELECT s.subject, CASE substr(s.subject, 9, 1) WHEN '0' THEN 'rehabilitation-centre-ctr'
    WHEN '1' THEN 'french-community-rehabilitation-centres'
    ELSE 'french-community-university-hospitals' END,
  s.begin, date(s.begin, '+1 month')
FROM population.relations s JOIN population.residences r ON r.subject = s.subject
WHERE s.kind = 'stay' AND r.region = 'wallonia'
  AND r.begin <= s.begin AND (r."end" IS NULL OR r."end" > s.begin);
CREATE INDEX visit_by_subject ON visit (subject);
CREATE VIEW "admission-or-consultation" AS SELECT subject, recipient, begin, "end" FROM visit;

-- store: directory
INSERT INTO flow VALUES
  ('french-community-invoices', '', '', 'none', 1, '', '2024-01-01', NULL),
  ('walloon-invoice-answers', '', '', 'none', 1, '', '2024-01-01', NULL);
