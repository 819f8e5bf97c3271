"""English."""

from beraad.law.tongue import Tongue, as_it_is


def that(text: str) -> str:
    """`that` before a condition."""
    return f"that {text}"


ENGLISH = Tongue(
    both=" and ",
    either=" or ",
    quoted="“{}”",
    semicolon="; ",
    of=as_it_is,
    that=that,
    under=that,
    closed=as_it_is,
    months=(
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
    first_day="1",
    date="{day} {month} {year}",
    moment="{date} at {time}",
    hours="%H:%M",
    units={"day": ("day", "days"), "month": ("month", "months"), "year": ("year", "years")},
    decimal=".",
    may=("may", "may"),
    role="{}",
    listed="the bodies on the list {}",
    subject="the person concerned",
    anyone="anyone",
    verbs={
        "consult": "consult",
        "notify": "receive by notification",
        "batch": "receive by file",
        "extract": "receive as an extract",
        "enclave": "process inside a secure environment",
        "table": "receive as tables",
        "synthetic": "receive as a synthetic file",
    },
    data={
        "identified": "non-pseudonymised personal data",
        "pseudonymised": "pseudonymised personal data",
        "synthetic": "synthetic personal data",
        "anonymous": "anonymous data",
    },
    origin=("drawn from {}", "drawn from {}"),
    sampled="{} (a sample of {}%)",
    permission=(
        "{who} {may}, for {purpose}, {verbs} the following {data} of {about}, {origin}: {fields}"
    ),
    provided="provided {}",
    any_of="at least one of these conditions is met ({})",
    signs={
        "<": "less than {}",
        "<=": "at most {}",
        "=": "exactly {}",
        ">=": "at least {}",
        ">": "more than {}",
    },
    among="the person concerned is among the {about}",
    yes_no="only yes or no is answered",
    acceding="each recipient receives only the data that its accession names",
    looking_back="the data go back {} at most",
    leaving="results may leave only in {} form, {}",
    nothing_kept="nothing is kept",
    nothing_kept_with_proof="nothing is kept: everything is destroyed after use, with proof",
    kept="the recipient may keep what it receives {}",
    kept_with_proof=(
        "the recipient may keep what it receives {} and must then destroy it, with proof"
    ),
    at_most="for {} at most",
    up_to="up to and including {}",
    from_day="this applies only from {}",
    from_law="this applies only once {} is in force",
    until_day="this applies up to and including {}",
    cited="{number}, paragraph {paragraph}: {what}",
    no_clause="no clause allows data of this source to be communicated",
    manners={
        "consult": "by consultation",
        "notify": "by notification",
        "batch": "by file",
        "extract": "as an extract",
        "enclave": "inside a secure environment",
        "table": "as tables",
        "synthetic": "as a synthetic file",
    },
    shapes={
        "identified": "non-pseudonymised",
        "pseudonymised": "pseudonymised",
        "synthetic": "synthetic",
        "anonymous": "anonymous",
    },
    lacks={
        "recipient": "the one who asks is not among the recipients: {}",
        "purpose": "permitted only for {}",
        "form": "permitted only in {} form",
        "channel": "permitted only {}",
        "fields": "permitted only for these data: {}",
        "accession": "no accession of {} names the data asked for",
        "condition": "it is not shown {}",
        "not-yet-in-force": "takes effect on {}",
        "ended": "ceased to have effect on {}",
    },
    at_known="{}, at an organisation that is known here",
    while_existing="{}, as long as the organisation exists",
    permitted="permitted by {number}, paragraph {paragraph}",
    passed="these data are passed on: {}",
    answered="only yes or no is answered, from these data: {}",
    dropped={
        "not-in-clause": "not passed on, because the clause does not name them: {}",
        "not-in-accession": (
            "not passed on, because the recipient's accession does not name them: {}"
        ),
    },
    not_before="nothing older than {} is passed on",
)
