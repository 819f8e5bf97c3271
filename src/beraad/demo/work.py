"""Tables of employment, flexi-jobs and pensions."""

from datetime import date

import numpy as np
import polars as pl

from beraad.demo.draw import Array, Draw, months_after
from beraad.demo.part import Part, digits, texts, until
from beraad.demo.people import ADULT, SENIOR
from beraad.demo.world import BEGIN, DAY, END, FLEXI_EMPLOYER, JOINT_COMMITTEES

FRACTIONS = (100, 80, 50, 25)
PENSIONS = ("retirement", "survivor")


def work(part: Part) -> dict[str, pl.DataFrame]:
    """jobs, flexi_jobs, pensions."""
    return {"jobs": jobs(part), "flexi_jobs": flexi_jobs(part), "pensions": pensions(part)}


def employer_count(persons: int) -> int:
    """How many employers a population of this size has."""
    return max(20, persons // 40)


def employer_numbers(count: int) -> pl.Series:
    """Enterprise numbers as `belgium.cbe.make_enterprise` makes them, from 0190000097 on."""
    eight = 1_900_000 + np.arange(count)
    return digits(eight * 100 + 97 - eight % 97, 10)


def employers(draw: Draw, persons: int) -> pl.DataFrame:
    """One row an employer; the first bears its word of the catalogue, the second is linked to it.

    `employer` is the word of the catalogue where there is one, else the enterprise number.
    """
    count = employer_count(persons)
    ids, numbers = np.arange(count), employer_numbers(count)
    sector = draw.below("joint committee", ids, len(JOINT_COMMITTEES))
    names = numbers.clone()
    names[0] = FLEXI_EMPLOYER
    return pl.DataFrame(
        {
            "employer": names,
            "enterprise_number": numbers,
            "joint_committee": texts(JOINT_COMMITTEES, np.where(ids == 0, 0, sector)),
            "linked_to": pl.Series(["" if n != 1 else FLEXI_EMPLOYER for n in ids]),
        }
    )


def main_employer(part: Part, ids: Array) -> Array:
    """The employer where a person works first: one worker in fifty at the flexi employer."""
    other = 1 + part.draw.below("employer", ids, employer_count(part.persons) - 1)
    return np.where(part.draw.chance("at flexi employer", ids, 0.02), 0, other)


def jobs(part: Part) -> pl.DataFrame:
    """Employment from the first day of a quarter on; `fraction` is a percentage of full time."""
    people, draw = part.people, part.draw
    works = np.flatnonzero((people.kind == ADULT) & draw.chance("works", people.id, 0.72))
    also = works[draw.chance("second job", people.id[works], 0.06)]
    return pl.concat(
        [
            job(part, works, "first", main_employer(part, people.id[works])),
            job(
                part,
                also,
                "second",
                draw.below("second employer", people.id[also], employer_count(part.persons)),
            ),
        ]
    )


def job(part: Part, rows: Array, which: str, employer: Array) -> pl.DataFrame:
    """One employment of each of these persons."""
    draw, ids = part.draw, part.people.id[rows]
    begin = quarter(draw.day(f"{which} hired", ids, date(2015, 1, 1), date(2025, 6, 30)))
    begin = np.maximum(begin, quarter(months_after(part.people.birth[rows], 12 * 18)))
    leaves = draw.chance(f"{which} leaves", ids, 0.25)
    end = quarter(months_after(begin, 12 + draw.below(f"{which} stays", ids, 120)))
    end = np.where(leaves, end, part.people.death[rows])
    notice = draw.chance(f"{which} notice", ids, 0.3) & leaves
    weights = (0.62, 0.14, 0.16, 0.08) if which == "first" else (0.0, 0.1, 0.4, 0.5)
    return part.table(
        rows,
        {
            "employer": names(part).gather(employer),
            "fraction": np.array(FRACTIONS)[draw.pick(f"{which} fraction", ids, weights)],
            "begin": begin,
            "notice": until(months_after(end, -6), ~notice),
            "end": end,
        },
    )


def names(part: Part) -> pl.Series:
    """The employers by number."""
    found = employer_numbers(employer_count(part.persons))
    found[0] = FLEXI_EMPLOYER
    return found


def quarter(days: Array) -> Array:
    """The first day of the quarter in which each day lies."""
    month = days.astype("datetime64[M]")
    back = month.astype(np.int64) % 3
    return (month - back).astype("datetime64[D]")


def quarters() -> pl.DataFrame:
    """The calendar of quarters; numbers follow each other."""
    first = np.arange("2014-01", "2029-01", 3, dtype="datetime64[M]")
    return pl.DataFrame(
        {
            "number": np.arange(len(first)),
            "first_day": first.astype("datetime64[D]"),
            "last_day": (first + 3).astype("datetime64[D]") - 1,
        }
    )


def flexi_jobs(part: Part) -> pl.DataFrame:
    """Declared flexi-jobs: half of them at the flexi employer, a tenth where one works already."""
    people, draw = part.people, part.draw
    share = np.array([0.0, 0.04, 0.04])[people.kind]
    rows = np.flatnonzero(draw.chance("flexi", people.id, share) & part.local())
    ids = people.id[rows]
    other = draw.below("flexi employer", ids, employer_count(part.persons))
    employer = np.where(draw.chance("flexi at first employer", ids, 0.5), 0, other)
    here = draw.chance("flexi where one works", ids, 0.1)
    employer = np.where(here, main_employer(part, ids), employer)
    begin = draw.day("flexi begin", ids, BEGIN, DAY)
    end = months_after(begin, 3 + draw.below("flexi months", ids, 22))
    columns = {"employer": names(part).gather(employer), "begin": begin, "end": end}
    return part.table(rows, columns)


def pensions(part: Part) -> pl.DataFrame:
    """Pensions drawn: nearly all of the old, and a few who are younger."""
    people, draw = part.people, part.draw
    share = np.array([0.0, 0.03, 0.94])[people.kind]
    rows = np.flatnonzero(draw.chance("pension", people.id, share))
    senior = people.kind[rows] == SENIOR
    early = draw.day("early pension", people.id[rows], date(2018, 1, 1), END)
    begin = quarter(np.where(senior, months_after(people.birth[rows], 12 * 65 + 1), early))
    living = part.alive(rows, begin + 1)
    rows, senior, begin = rows[living], senior[living], begin[living]
    return part.table(
        rows,
        {
            "kind": texts(PENSIONS, np.where(senior, 0, 1)),
            "begin": begin,
            "end": people.death[rows],
        },
    )
