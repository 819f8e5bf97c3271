"""Decisions as plain values, for JSON that other programs rely on."""

from typing import Any

from beraad.law.clause import Retention
from beraad.law.communication import Decision, Missing, Permit, Refusal, Shortfall


def plain_decision(decision: Decision) -> dict[str, Any]:
    """A permit or a refusal; the key `decision` says which."""
    return plain_permit(decision) if isinstance(decision, Permit) else plain_refusal(decision)


def plain_permit(permit: Permit) -> dict[str, Any]:
    """Number, paragraph, clause, the fields passed and dropped, and what the recipient owes."""
    leaves = permit.obligations.leaves_as
    return {
        "decision": "permit",
        "chamber": permit.chamber,
        "number": str(permit.number),
        "paragraph": permit.paragraph,
        "clause": permit.clause,
        "passed": list(permit.passed),
        "dropped": dict(permit.dropped),
        "answer": permit.answer,
        "not_before": permit.not_before.isoformat() if permit.not_before else None,
        "keep": plain_retention(permit.obligations.keep),
        "leaves_as": {"form": leaves[0], "after": leaves[1]} if leaves else None,
        "facts_used": dict(permit.facts_used),
    }


def plain_retention(keep: Retention) -> dict[str, Any]:
    """How long what was received may be kept."""
    length = f"until {keep.until}" if keep.until else str(keep.span or "nothing")
    return {"length": length, "destroyed_with_proof": keep.proof}


def plain_refusal(refusal: Refusal) -> dict[str, Any]:
    """The nearest clauses and what each lacks."""
    return {"decision": "refusal", "nearest": [plain_shortfall(one) for one in refusal.nearest]}


def plain_shortfall(one: Shortfall) -> dict[str, Any]:
    """A clause that came near, and what is missing."""
    return {
        "chamber": one.chamber,
        "number": str(one.number),
        "paragraph": one.paragraph,
        "clause": one.clause,
        "missing": [plain_missing(missing) for missing in one.missing],
    }


def plain_missing(missing: Missing) -> dict[str, Any]:
    """One thing that is missing, with the number and paragraph that want it."""
    return {
        "code": missing.code,
        "detail": missing.detail,
        "number": str(missing.number),
        "paragraph": missing.paragraph,
        "reckoned": missing.reckoned,
    }
