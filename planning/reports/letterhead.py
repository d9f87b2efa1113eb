"""Who writes the letter? The firm's look and words around it, as they are on the day."""

from __future__ import annotations

from dataclasses import dataclass, field

from clients.models import Household, Membership, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What a firm prints on its letters beside the case."""

    firm: str
    color: str
    team: str
    advisors: list[str]
    disclosures: str
    logo: str = ""  # the name of the asset
    assets: dict[str, bytes] = field(default_factory=dict, repr=False)


def letterhead_of(household: Household) -> Letterhead:
    """Return the letterhead for the letters of a household."""
    firm = household.firm
    assets = {}
    if firm.logo:
        kind = "png" if str(firm.logo.name).endswith(".png") else "jpg"
        with firm.logo.open("rb") as picture:
            assets[f"logo.{kind}"] = picture.read()
    return Letterhead(
        firm=firm.name,
        color=firm.color,
        team=household.team.name,
        advisors=_advisors(household),
        disclosures=firm.disclosures,
        logo=next(iter(assets), ""),
        assets=assets,
    )


def _advisors(household: Household) -> list[str]:
    members = Membership.objects.filter(
        firm=household.firm_id, teams=household.team_id, role=Role.ADVISOR, ended_at=None
    )
    names = members.select_related("user").order_by("user__full_name")
    return [member.user.get_full_name() for member in names if member.user.get_full_name()]
