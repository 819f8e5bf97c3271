-- Which organisations have answered the checklist on public cloud services. Questions are those of
-- the illustration beside deliberation 24/044; the organisations are invented.

-- store: evidence
-- `yes` is 1 where the answer is yes; `signed` is the day on which the data protection officer
-- signed it, from which on it counts for a year.
CREATE TABLE cloud_answer (
  recipient TEXT, question TEXT, yes INTEGER, signed TEXT, until TEXT,
  PRIMARY KEY (recipient, question, signed)
);
CREATE TABLE cloud_question (question TEXT PRIMARY KEY);
INSERT INTO cloud_question VALUES ('location'), ('foreign-access'), ('encryption'), ('keys'),
  ('sub-processors'), ('logging'), ('certification'), ('exit');
INSERT INTO cloud_answer
SELECT 'welfare-centre-wolkenrij', question, 1, '2024-05-13', '2025-05-13' FROM cloud_question;
-- The other centre has not said how it will leave the service and get its data back.
INSERT INTO cloud_answer
SELECT 'welfare-centre-nevelveld', question, 1, '2024-05-13', '2025-05-13' FROM cloud_question
WHERE question <> 'exit';
INSERT INTO cloud_answer
SELECT 'welfare-centre-windhoek', question, 1, '2024-05-13', '2025-05-13' FROM cloud_question;
-- Answered in full are all questions, each with a signature that counts. To answer no to one of
-- them is an answer as well: what the chamber makes of it is not for the gateway to judge.
CREATE VIEW "checklist(public-cloud)" AS
SELECT recipient, max(signed) AS begin, min(until) AS "end"
FROM cloud_answer
WHERE yes IS NOT NULL AND signed <= asked_on() AND until > asked_on()
GROUP BY recipient
HAVING count(DISTINCT question) = (SELECT count(*) FROM cloud_question);
