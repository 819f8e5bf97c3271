"""The pages of the site: every one in every language, safe, helpful where something is missing."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from beraad.law.catalogue import LANGUAGES
from beraad.law.say import say_date
from beraad.register.holdings import holdings
from beraad.register.show import accepted
from beraad.register.texts import texts
from tests.law.world import CATALOGUE, HISTORY, amendment, deliberation
from tests.register.page import Page

NUMBERS = sorted(str(number) for _, number in holdings().register.deliberations)
EVERY = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def client() -> Client:
    return Client()


def opened(client: Client, address: str, status: int = 200) -> Page:
    """The page at an address, which must be well formed, accessible and without a stray key."""
    answer = client.get(address)
    assert answer.status_code == status, address
    html = answer.content.decode()
    assert not re.search(r"\{[a-z]*\}|\{\{|\{%", Page(html).text.replace("{}", "")), address
    told = Page(html)
    told.check_accessible()
    return told


@EVERY
@pytest.mark.parametrize("number", NUMBERS)
def test_each_deliberation_has_its_page_in_each_language(client: Client, number: str, language):
    told = opened(client, f"/{language}/{number}/")
    title = holdings().register.find(number_of(number)).head.titles[language]
    assert title in told.text
    assert told.language == language


def number_of(text: str):
    return next(n for _, n in holdings().register.deliberations if str(n) == text)


@EVERY
@pytest.mark.parametrize(
    "path", ["", "about/", "report/2024/", "report/2023/", "?q=vidis&year=2024"]
)
def test_the_other_pages_stand_in_each_language(client: Client, path: str, language):
    assert opened(client, f"/{language}/{path}").language == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr-BE,fr;q=0.9,en;q=0.8", "fr"),
        ("ja,de;q=0.5,fr;q=0.4", "de"),
        ("en;q=0.1,nl;q=0.9", "nl"),
        ("ja", "nl"),
        ("", "nl"),
        ("fr;q=zero,en", "en"),
        ("fr;q=0,en;q=0.1", "en"),
    ],
)
def test_the_root_leads_to_the_language_of_the_browser(client: Client, header: str, language: str):
    answer = client.get("/", headers={"accept-language": header})
    assert (answer.status_code, answer["Location"]) == (302, f"/{language}/")
    assert answer["Vary"] == "Accept-Language"


def test_a_header_without_end_does_no_harm():
    assert len(accepted("fr," * 10_000)) <= 20


def test_the_list_is_narrowed_by_its_address_and_the_languages_keep_it(client: Client):
    told = opened(client, "/nl/?q=vidis&kind=individual&status=in-force&year=2024")
    assert "1 van 34 beraadslagingen" in told.text
    assert "/nl/22/056/" in told.addresses
    assert "/nl/24/222/" not in told.addresses
    assert "/fr/?q=vidis&kind=individual&status=in-force&year=2024" in told.addresses


def test_a_list_without_result_says_what_to_do(client: Client):
    assert texts("fr")["list-none"] in opened(client, "/fr/?q=licorne").text


def test_the_printed_oddity_is_shown_with_its_probable_correction(client: Client):
    told = opened(client, "/en/25/052/")
    assert "25/052 van 16 april 2024" in told.text
    assert "Probably meant: 24/052" in told.text
    assert "Activity report 2024, lines 510–518" in told.text


def test_a_text_is_read_at_another_moment(client: Client):
    before = opened(client, "/en/22/056/?on=2024-06-01")
    after = opened(client, "/en/22/056/?on=2025-02-01")
    assert "looking-back: 6 months" in before.text
    assert "looking-back: 1 year" not in before.text
    assert "looking-back: 6 months" not in after.text


def test_a_text_is_read_as_the_register_knew_it(client: Client):
    told = opened(client, "/en/17/053/?on=2024-12-01&known=2024-09-30")
    assert "recipient-lookup" not in told.text
    assert "recipient-lookup" in opened(client, "/en/17/053/?on=2024-12-01").text
    unknown = opened(client, "/en/17/053/?known=2010-01-01")
    assert "On 1 January 2010 the register did not know this deliberation yet." in unknown.text
    assert "As the machine reads it" not in unknown.text


def test_a_text_that_is_not_in_force_says_so(client: Client):
    told = opened(client, "/en/24/206/?on=2025-01-01")
    assert "On 1 January 2025 this deliberation is not in force." in told.text
    assert "waits for a law" in told.text


INSTANTS = ["2025-02-19T00:00:00%2B01:00", "2025-02-19T00:00:00+01:00", "2025-02-18T23:00Z"]


@pytest.mark.parametrize("at", INSTANTS)
def test_a_text_is_read_at_an_instant_as_on_the_command_line(client: Client, at: str):
    """An offset need not be escaped, though its sign then comes as a blank."""
    told = opened(client, f"/en/24/206/?on={at}")
    assert "not in force." not in told.text
    assert "/24/206/odrl.jsonld?on=2025-02-19" in told.addresses
    assert client.get(f"/24/206/odrl.jsonld?on={at}").content == (
        client.get("/24/206/odrl.jsonld?on=2025-02-19").content
    )


def test_the_instant_before_a_text_begins_it_is_not_in_force(client: Client):
    told = opened(client, "/en/24/206/?on=2025-02-18T23:59:59%2B01:00")
    assert "On 18 February 2025 at 23:59 this deliberation is not in force." in told.text
    assert "/24/206/odrl.jsonld?on=2025-02-18T23%3A59%3A59%2B01%3A00" in told.addresses


@pytest.mark.parametrize("accept", ["fr-BE, nl;q=0.5", "de", "xx"])
def test_a_number_alone_leads_to_its_page_in_the_language_asked(client: Client, accept: str):
    answer = client.get("/22/056/?on=2024-07-01&x=%2B", headers={"accept-language": accept})
    language = accept[:2] if accept[:2] in LANGUAGES else "nl"
    assert (answer.status_code, answer["Vary"]) == (302, "Accept-Language")
    assert answer["Location"] == f"/{language}/22/056/?on=2024-07-01&x=%2B"
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    "day",
    [
        *("yesterday", "2024-02-30", "0001-01-01", "9999-12-31", "2024"),
        *("2024-07-01T12:00:00", "1900-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "T"),
    ],
)
def test_a_date_that_is_none_is_told_and_today_is_shown(client: Client, day: str):
    told = opened(client, f"/en/22/056/?on={day}", 400)
    assert f"“{day}” is no date" in told.text


@EVERY
def test_an_unknown_number_shows_the_numbers_of_its_year(client: Client, language):
    told = opened(client, f"/{language}/24/999/", 404)
    assert texts(language)["unknown-number"].format("24/999") in told.text
    assert f"/{language}/24/222/" in told.addresses
    assert (
        texts(language)["unknown-number-none"] in opened(client, f"/{language}/99/001/", 404).text
    )


@EVERY
@pytest.mark.parametrize("path", ["24222/", "24/000/", "nothing", "24/222/nothing/"])
def test_an_address_that_leads_nowhere_says_how_addresses_are_made(client: Client, path, language):
    told = opened(client, f"/{language}/{path}", 404)
    assert texts(language)["unknown-page-help"] in told.text


def test_a_year_without_acts_shows_those_with_acts(client: Client):
    told = opened(client, "/de/report/1999/", 404)
    assert "/de/report/2024/" in told.addresses
    assert client.get("/de/report/1999.json").status_code == 404
    assert client.get("/de/report/")["Location"] == "/de/report/2024/"


@pytest.mark.parametrize("form", ["html", "md", "json"])
def test_the_report_is_a_file_too(client: Client, form: str):
    answer = client.get(f"/fr/report/2024.{form}")
    assert answer.status_code == 200
    name = f'attachment; filename="beraad-2024-fr.{form}"'
    assert answer["Content-Disposition"] == name
    assert "193" in answer.content.decode()


def test_the_report_links_each_number_to_its_page(client: Client):
    told = opened(client, "/nl/report/2024/")
    assert {f"/nl/{number}/" for number in NUMBERS} <= set(told.addresses)


def test_odrl_is_given_for_a_day(client: Client):
    answer = client.get("/22/056/odrl.jsonld?on=2024-06-01")
    assert answer["Content-Type"] == "application/ld+json"
    (policy,) = [node for node in json.loads(answer.content)["@graph"] if "permission" in node]
    assert policy["number"] == "22/056"
    assert client.get("/24/999/odrl.jsonld").status_code == 404
    assert client.get("/22/056/odrl.jsonld?on=never").status_code == 400


ATTACK = "\"><script>alert(1)</script>'><img src=x onerror=alert(1)>"


@pytest.mark.parametrize("path", ["/nl/", "/nl/22/056/", "/nl/24/999/", "/nl/report/2024/"])
@pytest.mark.parametrize("name", ["q", "kind", "status", "year", "on", "known", "chamber", "other"])
def test_a_parameter_never_becomes_markup(client: Client, path: str, name: str):
    html = client.get(path, {name: ATTACK}).content.decode()
    assert "<script" not in html
    assert "<img" not in html
    Page(html).check_accessible()


@pytest.mark.parametrize(
    "address", ["/nl/", "/nl/22/056/", "/nl/24/999/", "/x", "/nl/report/2024/"]
)
def test_the_browser_is_told_to_load_nothing_from_elsewhere(client: Client, address: str):
    answer = client.get(address)
    policy = dict(
        rule.strip().split(" ", 1) for rule in answer["Content-Security-Policy"].split(";") if rule
    )
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == "'self'"
    assert "script-src" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.content.decode())


STATIC = Path(__file__).parents[2] / "src" / "beraad" / "site" / "static" / "site"


def test_the_style_carries_its_notices_and_names_no_font_or_crown_of_gov_uk():
    style = (STATIC / "beraad.css").read_text("utf-8")
    assert style.startswith("/*! Beraad. Contains GOV.UK Frontend 6.6.0, MIT licence")
    assert "GDS Transport" not in style
    assert "crown" not in style.lower()
    fonts = re.findall(r'url\("?([^)"]+)"?\)', style)
    assert all((STATIC / font).exists() for font in fonts)
    assert len(fonts) == 4
    assert "MIT License" in (STATIC / "GOVUK-FRONTEND-LICENCE.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text("utf-8")


# A folder of the test's own


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """The folder whose documents the pages show, with a catalogue."""
    settings.REGISTER_PATHS = [tmp_path]
    (tmp_path / "catalogue.md").write_text(CATALOGUE, encoding="utf-8")
    return tmp_path


def history(months: str, adopted: str, more: str = "") -> str:
    """An amendment of the history of the clause."""
    told = f"- replace looking-back of clause history: {months}"
    return amendment(told, adopted=adopted, more=more)


@EVERY
def test_what_was_known_then_may_not_fit_and_the_page_says_so(client: Client, folder, language):
    """The amendment of June was known before that of March, on which it builds."""
    (folder / "1.md").write_text(deliberation())
    (folder / "2.md").write_text(history("6 months -> 1 year", "2024-03-05", "known: 2024-09-01\n"))
    (folder / "3.md").write_text(history("1 year -> 2 years", "2024-06-04"))
    (folder / "4.md").write_text(deliberation(number="22/057"))
    change = "- set looking-back of clause history: 1 year"
    (folder / "5.md").write_text(amendment(change, number="22/057"))
    t = texts(language)
    day = say_date(date(2024, 7, 1), language)
    told = opened(client, f"/{language}/22/056/?on=2024-07-01&known=2024-07-01")
    assert t["not-fitting"].format(day) in told.text
    assert t["clause-source"] not in told.text
    assert t["event-adopted"] in told.text
    other = opened(client, f"/{language}/22/057/?on=2024-07-01&known=2024-07-01")
    assert t["practice-unknown"] in other.text
    assert t["clause-source"] in other.text
    now = opened(client, f"/{language}/22/056/?on=2024-07-01")
    assert t["not-fitting"].format(day) not in now.text
    assert t["clause-source"] in now.text


@EVERY
@pytest.mark.parametrize("path", ["", "22/056/", "report/2024/"])
def test_a_register_at_fault_is_told_to_readers_and_its_faults_to_the_log(
    client: Client, folder, caplog: pytest.LogCaptureFixture, path: str, language
):
    (folder / "1.md").write_text(deliberation().replace("for: care", "for: caer"))
    told = opened(client, f"/{language}/{path}", 503)
    assert texts(language)["at-fault-help"] in told.text
    assert "unknown purpose" not in told.text
    assert "1.md:27: unknown purpose 'caer'" in caplog.text
    assert client.get("/22/056/odrl.jsonld").status_code == 503


def test_a_repealed_deliberation_has_ended_on_its_page(client: Client, folder):
    (folder / "1.md").write_text(deliberation())
    (folder / "2.md").write_text(amendment("- repeal deliberation"))
    told = opened(client, "/en/22/056/?on=2024-07-01")
    assert texts("en")["status-ended"] in told.text
    assert texts("en")["event-ended"] in told.text
    assert texts("en")["event-amended"] not in told.text


def test_who_joined_is_shown_as_the_register_knew_it(client: Client, folder):
    limited = HISTORY.replace("keep: nothing", "keep: nothing\nlimited-by: accession")
    (folder / "1.md").write_text(deliberation(limited, kind="general"))
    accession = (
        "```accession town\nfrom: 2024-01-01\nknown: 2024-03-01\nfields: dispensing.date\n```\n"
    )
    head = "---\naccedes-to: 22/056\nchamber: social-security-and-health\n---\n\n"
    (folder / "2.md").write_text(head + accession)
    assert "the town" in opened(client, "/en/22/056/?known=2024-03-01").text
    assert "the town" not in opened(client, "/en/22/056/?known=2024-02-29").text
