"""A clause read aloud: one sentence that states all that the clause says, in nl, fr, de or en.

How the labels of the catalogue must read, so that the sentences come out right:

roles, categories   plural nouns without article
parties, sources,   with their article, nominative; a party counts as plural where its French label
laws                begins with `les`
purposes            after "for", "voor", "pour", "für"
populations         plural nouns; French with article, German in the dative
fields              nouns without article
conditions          after "provided that", "op voorwaarde dat", "à condition que", "sofern";
                    `{comparison}` is filled "more than 1", "meer dan 1", "de plus de 1" (so that
                    it follows `soit`), "mehr als 1"; `{list}` with the title of the list
                    between quotation marks, so that it follows "the list"
lists               a title; quotation marks set it apart, so it may read in any way
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import TypeAlias

from beraad.belgium.calendar import ZONE
from beraad.law.catalogue import Catalogue, Language, Party
from beraad.law.clause import Clause, Form, Population, Recipients, Retention, Start
from beraad.law.condition import AnyOf, Compares, Condition, Holds, InList, Term, key_parts
from beraad.law.content import NamedList
from beraad.law.say_de import GERMAN
from beraad.law.say_en import ENGLISH
from beraad.law.say_fr import FRENCH
from beraad.law.say_nl import DUTCH
from beraad.law.span import Day, Span
from beraad.law.tongue import Tongue, enumerated, sentence

Lists: TypeAlias = Mapping[str, NamedList]
TONGUES: Mapping[Language, Tongue] = {"nl": DUTCH, "fr": FRENCH, "de": GERMAN, "en": ENGLISH}


def say(clause: Clause, catalogue: Catalogue, lists: Lists, language: Language) -> str:
    """The clause as one sentence; `lists` are those of the text in which it stands."""
    tongue = TONGUES[language]
    permission = say_permission(clause, catalogue, lists, language)
    if clause.when:
        permission = f"{permission}, {say_conditions(clause.when, catalogue, lists, language)}"
    return sentence(tongue.semicolon.join([permission, *provisos(clause, catalogue, language)]))


def say_permission(clause: Clause, catalogue: Catalogue, lists: Lists, language: Language) -> str:
    """Who may do what with which data of whom, from where and for what."""
    tongue = TONGUES[language]
    about = say_population(clause.about, catalogue, language)
    return tongue.permission.format(
        who=say_recipients(clause.to, catalogue, lists, language),
        may=tongue.may[is_plural(clause.to, catalogue)],
        purpose=tongue.closed(catalogue.purposes[clause.purpose].labels[language]),
        verbs=enumerated([tongue.verbs[channel] for channel in clause.by], tongue.either),
        origin=say_origin(clause.sources, catalogue, language),
        data=tongue.data[clause.form],
        about=about,
        inside=tongue.closed(about),
        fields=say_fields(clause.fields, catalogue, language, clause.sources),
    )


def provisos(clause: Clause, catalogue: Catalogue, language: Language) -> Iterator[str]:
    """What stands after the semicolons: answer, accession, history, results, keeping, time."""
    tongue = TONGUES[language]
    if clause.answer == "yes-no":
        yield tongue.yes_no
    if clause.limited_by_accession:
        yield tongue.acceding
    if clause.looking_back:
        yield tongue.looking_back.format(say_span(clause.looking_back, language))
    if clause.leaves_as:
        yield say_leaving(*clause.leaves_as, catalogue, language)
    yield say_retention(clause.keep, language)
    if clause.start != Start():
        yield say_start(clause.start, catalogue, language)
    if clause.until:
        yield tongue.until_day.format(say_date(clause.until, language))


def say_recipients(to: Recipients, catalogue: Catalogue, lists: Lists, language: Language) -> str:
    """Those who may receive, as the subject of a sentence."""
    tongue = TONGUES[language]
    if to.kind == "subject":
        return tongue.subject
    if to.kind == "anyone":
        return tongue.anyone
    if to.kind == "list":
        frame, words = tongue.listed, [say_list(name, lists, language) for name in to.names]
    elif to.kind == "party":
        frame, words = "{}", [catalogue.parties[name].labels[language] for name in to.names]
    else:
        known = catalogue.roles if to.kind == "role" else catalogue.categories
        frame, words = tongue.role, [known[name].labels[language] for name in to.names]
    return enumerated([frame.format(word) for word in words], tongue.both)


def is_plural(to: Recipients, catalogue: Catalogue) -> bool:
    """Whether the verb of these recipients stands in the plural."""
    if len(to.names) == 1 and to.kind == "party":
        return is_plural_party(catalogue.parties[to.names[0]])
    return bool(to.names)


def is_plural_party(party: Party) -> bool:
    """French alone shows the number of a name by its article."""
    return party.labels.fr.startswith("les ")


def say_list(name: str, lists: Lists, language: Language) -> str:
    """The label of a list between quotation marks, or its name where the list is not at hand."""
    title = lists[name].labels[language] if name in lists else name
    return TONGUES[language].quoted.format(title)


def say_origin(sources: Iterable[str], catalogue: Catalogue, language: Language) -> str:
    """From which sources, such as "from the shared file"."""
    tongue = TONGUES[language]
    names = [tongue.of(catalogue.sources[source].labels[language]) for source in sources]
    return tongue.origin[len(names) > 1].format(enumerated(names, tongue.both))


def say_population(about: Population, catalogue: Catalogue, language: Language) -> str:
    """Whose data they are, with the sample that is drawn."""
    tongue = TONGUES[language]
    label = catalogue.populations[about.word].labels[language]
    if about.sample is None:
        return label
    return tongue.sampled.format(label, about.sample.replace(".", tongue.decimal))


def say_fields(
    names: Iterable[str],
    catalogue: Catalogue,
    language: Language,
    sources: Iterable[str] | None = None,
) -> str:
    """The labels of fields; those of `sources` go first, a word that no source knows is quoted."""
    tongue = TONGUES[language]
    asked = tuple(catalogue.sources if sources is None else sources)
    labels = [say_field(name, catalogue, language, asked) for name in names]
    return enumerated(labels, tongue.both)


def say_field(name: str, catalogue: Catalogue, language: Language, sources: Iterable[str]) -> str:
    """The label of a field in the first of these sources that holds it."""
    for source in sources:
        if name in catalogue.sources[source].fields:
            return catalogue.sources[source].fields[name].labels[language]
    return TONGUES[language].quoted.format(name)


def say_conditions(
    conditions: Iterable[Condition], catalogue: Catalogue, lists: Lists, language: Language
) -> str:
    """All conditions together, such as "provided that a and that b"."""
    tongue = TONGUES[language]
    said = [say_condition(condition, catalogue, lists, language) for condition in conditions]
    said[-2:-1] = map(tongue.closed, said[-2:-1])  # the others have their comma already
    joined = [tongue.under(text) for text in said]
    return tongue.provided.format(enumerated(joined, tongue.both))


def say_condition(
    condition: Condition, catalogue: Catalogue, lists: Lists, language: Language
) -> str:
    """A condition as a subordinate clause, without the "that" which opens it."""
    tongue = TONGUES[language]
    if isinstance(condition, AnyOf):
        choices = [tongue.that(say_term(t, catalogue, lists, language)) for t in condition.terms]
        return tongue.any_of.format(enumerated(choices, tongue.either))
    return say_term(condition, catalogue, lists, language)


def say_term(term: Term, catalogue: Catalogue, lists: Lists, language: Language) -> str:
    """A simple condition, its blanks filled."""
    word, argument = key_parts(term.key)
    meaning = catalogue.conditions[word]
    labels = meaning.labels
    if isinstance(term, Holds) and not term.wanted:
        assert meaning.denied is not None  # a clause that denies it does not load
        labels = meaning.denied
    text = labels[language]
    if argument:
        text = text.replace("{argument}", meaning.arguments[argument][language])
    if isinstance(term, Compares):
        comparison = TONGUES[language].signs[term.sign].format(term.bound)
        text = text.replace("{comparison}", comparison)
    if isinstance(term, InList):
        text = text.replace("{list}", say_list(term.list_name, lists, language))
    return text


def say_leaving(form: Form, condition: str, catalogue: Catalogue, language: Language) -> str:
    """In which form results may leave, and after what."""
    tongue = TONGUES[language]
    after = say_conditions((Holds(condition),), catalogue, {}, language)
    return tongue.leaving.format(tongue.shapes[form], after)


def say_retention(keep: Retention, language: Language) -> str:
    """How long the recipient may keep what it receives."""
    tongue = TONGUES[language]
    if keep.span:
        period = tongue.at_most.format(say_span(keep.span, language))
    elif keep.until:
        period = tongue.up_to.format(say_date(keep.until, language))
    else:
        return tongue.nothing_kept_with_proof if keep.proof else tongue.nothing_kept
    return (tongue.kept_with_proof if keep.proof else tongue.kept).format(period)


def say_start(start: Start, catalogue: Catalogue, language: Language) -> str:
    """From when something applies: an instant, a day, or the entry into force of a law."""
    tongue = TONGUES[language]
    if isinstance(start.at, datetime):
        return tongue.from_day.format(say_instant(start.at, language))
    if start.at:
        return tongue.from_day.format(say_date(start.at, language))
    return tongue.from_law.format(catalogue.laws[start.law].labels[language])


def say_span(span: Span, language: Language) -> str:
    """A length of time, such as "6 months"; twelve months are a year."""
    count, unit = str(span).split()
    return f"{count} {TONGUES[language].units[unit.rstrip('s')][count != '1']}"


def say_date(day: date | Day, language: Language) -> str:
    """A date, or the month or year where no more is known, such as "16 April 2024"."""
    tongue = TONGUES[language]
    if isinstance(day, Day):
        if not day.exact:
            month = (
                f"{tongue.months[day.first.month - 1]} "
                if day.first.month == day.last.month
                else ""
            )
            return f"{month}{day.first.year}"
        day = day.first
    number = tongue.first_day if day.day == 1 else str(day.day)
    return tongue.date.format(day=number, month=tongue.months[day.month - 1], year=day.year)


def say_instant(at: datetime, language: Language) -> str:
    """An instant in Brussels time, such as "21 February 2024 at 00:00"; `at` is aware."""
    tongue = TONGUES[language]
    local = at.astimezone(ZONE)
    day = say_date(local.date(), language)
    return tongue.moment.format(date=day, time=local.strftime(tongue.hours))
