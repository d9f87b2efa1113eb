"""Do the facts of an inherited account contradict each other?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from planning.engine.household_file.problem import Document, Path, Problem
from planning.engine.household_file.values import EVER_AFTER, shown


def contradictory_inheritance(
    account_path: Path,
    account: Document,
    people: dict[str, Document],
    owners: Mapping[str, str],
) -> Iterator[Problem]:
    """Find what cannot all be true of an account and those who held it."""
    facts = account.get("inherited")
    if facts is None:
        return
    path = (*account_path, "inherited")
    found = [*_followers(path, account, facts), *_deaths(path, account, facts, people)]
    yield from found or [
        *_election(path, facts, people),
        *_source(path, account, facts, owners),
    ]


def _followers(path: Path, account: Document, facts: Document) -> Iterator[Problem]:
    """Find a chain that does not fit what else is said of who held the account."""
    if facts["from"] == account["owner"]:
        text = "names the present holder. Write the id of the person who died."
        yield Problem((*path, "from"), text)
    chain = facts.get("chain", [])
    follows = facts.get("decedent_was")
    if follows == "beneficiary" and not chain:
        text = "is empty, and the holder followed a beneficiary. Name who held it before,"
        yield Problem((*path, "chain"), f'{text} or write "owner" in decedent_was.')
    if follows == "owner" and chain:
        text = 'is "owner", and chain names who held the account in between.'
        yield Problem((*path, "decedent_was"), f'{text} Write "beneficiary", or remove the chain.')


def contradictory_spouses(accounts: Iterable[tuple[Path, Document]]) -> Iterator[Problem]:
    """Find two who are both said to have inherited from one person as the spouse."""
    spouses: dict[str, tuple[str, str]] = {}
    for path, account in accounts:
        facts = account.get("inherited")
        if facts is None:
            continue
        chain = facts.get("chain", [])
        first = chain[0] if chain else facts | {"person": account["owner"]}
        if first.get("class") != "spouse":
            continue
        here = first["person"]
        there, elsewhere = spouses.setdefault(facts["from"], (here, account["id"]))
        if here != there:
            place = ("chain", 0, "class") if chain else ("class",)
            text = f"is spouse, and so is {shown(there)} in account {shown(elsewhere)}."
            remedy = f"Only one was the spouse of {shown(facts['from'])}. Correct the other class."
            yield Problem((*path, "inherited", *place), f"{text} {remedy}")


def _election(path: Path, facts: Document, people: dict[str, Document]) -> Iterator[Problem]:
    """Find a choice that nobody can have made."""
    elected_on = facts.get("elected_on")
    died_on = people[facts["from"]].get("died_on")
    if elected_on is None:
        return
    if facts.get("election") is None:
        yield Problem((*path, "elected_on"), "is given without election. Add what was chosen.")
    elif died_on is not None and elected_on < died_on:
        text = f"{elected_on} is before the owner's death ({died_on})."
        yield Problem((*path, "elected_on"), f"{text} Correct one of the two.")


def _source(
    path: Path, account: Document, facts: Document, owners: Mapping[str, str]
) -> Iterator[Problem]:
    """Find an account that is said to have come from one that was somebody else's."""
    source = facts.get("came_from")
    if source is None:
        return
    chain = facts.get("chain", [])
    before = chain[-1]["person"] if chain else facts["from"]
    if source == account["id"]:
        yield Problem((*path, "came_from"), "names the account itself. Leave it out.")
    elif owners[source] != before:
        text = f"{shown(source)} is not an account of {shown(before)}, who left this one."
        yield Problem((*path, "came_from"), f"{text} Name that account, or leave it out.")


def _deaths(
    path: Path, account: Document, facts: Document, people: dict[str, Document]
) -> Iterator[Problem]:
    """Find somebody who is said to have inherited after their own death."""
    before = people[facts["from"]].get("died_on")
    for index, earlier in enumerate(facts.get("chain", [])):
        here = (*path, "chain", index)
        if earlier["person"] in {facts["from"], account["owner"]}:
            text = f"{shown(earlier['person'])} is the owner who died or the present holder."
            yield Problem((*here, "person"), f"{text} Name who held the account in between.")
        own, said = people[earlier["person"]].get("died_on"), earlier.get("died_on")
        if own is not None and said is not None and own != said:
            text = f"{said} is not the day of death in people ({own})."
            yield Problem((*here, "died_on"), f"{text} Correct one of the two.")
        died_on = said or own
        if died_on is not None and died_on < (before or ""):
            text = f"{died_on} is before the death the account came from ({before})."
            yield Problem((*here, "died_on"), f"{text} Name the oldest first, or correct a date.")
        before = died_on or before
    held_until = people[account["owner"]].get("died_on") or EVER_AFTER
    if before is not None and held_until < before:
        text = f"names somebody who died on {held_until}, before inheriting it ({before})."
        yield Problem((*path[:-1], "owner"), f"{text} Correct one of the two.")
