"""What the rows of the tables about the portal are about; see tests/objects.py."""

from __future__ import annotations

from clients.invitations import invite
from clients.models import Role
from planning.models import PortalAct, PortalAsk
from planning.services.calendar_feeds import make_feed
from tests.cast import Story


def a_portal_ask(story: Story, kind: str = "upload") -> object:
    """Something the advisor needs from the clients of the household."""
    ask = PortalAsk.objects.create(
        firm=story.firm,
        household=story.household,
        kind=kind,
        text="Your December 31 statement",
        asked_by=story.users["advisor"],
    )
    return ask.pk


def a_portal_act(story: Story) -> object:
    """A question of the household's client that nobody has answered."""
    act = PortalAct.objects.create(
        firm=story.firm,
        household=story.household,
        person=story.person,
        actor=story.users["portal_client"],
        number=1,
        kind="question",
        year=2026,
        said={"text": "Why so much?"},
    )
    return act.pk


def a_client_invitation(story: Story) -> object:
    """An open invitation of a client to the household."""
    invitation, _address = invite(
        actor=story.users["advisor"],
        firm=story.firm,
        email="pat@cast.example",
        role=Role.CLIENT,
        household=story.household,
        person=story.person,
    )
    return invitation.pk


def the_token_of_a_feed(story: Story) -> object:
    """The secret in the address of the client's calendar."""
    _feed, token = make_feed(user=story.users["portal_client"], firm=story.firm)
    return token
