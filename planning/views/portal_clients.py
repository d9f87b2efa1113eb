"""Who comes to the portal of a household: let in, sent another link, let go, helped back in."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from clients import client_access, invitations, second_factor_resets
from clients.access import (
    get_client_invitation_or_404,
    get_grant_to_or_404,
    get_household_or_404,
)
from clients.invitations import InvitationError
from clients.models import Household, Invitation
from clients.requests import SignedInRequest, posted
from clients.second_factor_resets import ResetError
from clients.services.once import once
from clients.sign_in import confirm_who_posts
from planning.forms.portal import ClientInvitationForm

private = cache_control(private=True, no_store=True)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def invite_client(request: SignedInRequest, household_id: UUID) -> HttpResponse:
    """Let somebody of the household in, or send them the link with which they come in."""
    household = get_household_or_404(request.user, household_id, to="edit")
    confirm_who_posts(request)
    form = ClientInvitationForm(posted(request), household=household)
    if form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("email", "person")}
        try:
            let_in = once(
                household.firm,
                form.sending,
                lambda: client_access.let_in(actor=request.user, household=household, **typed),
            )
        except InvitationError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _told(let_in))
            return redirect("planning:household_portal", household.pk)
    context = {"form": form, "household": household}
    status = 422 if form.errors else 200
    return render(request, "planning/invite_client.html", context, status=status)


@require_POST
@private
def invite_client_again(request: SignedInRequest, invitation_id: UUID) -> HttpResponse:
    invitation = get_client_invitation_or_404(request.user, invitation_id, to="edit")
    return _tried(
        request,
        invitation.household,
        _("A new link is on its way; the one before is not good any more."),
        lambda: invitations.invite_again(actor=request.user, invitation=invitation),
    )


@require_POST
@private
def revoke_client(request: SignedInRequest, invitation_id: UUID) -> HttpResponse:
    invitation = get_client_invitation_or_404(request.user, invitation_id, to="edit")
    return _tried(
        request,
        invitation.household,
        _("The invitation is revoked."),
        lambda: invitations.revoke(actor=request.user, invitation=invitation),
    )


@require_POST
@private
def end_grant(request: SignedInRequest, grant_id: UUID) -> HttpResponse:
    """Let a client see the household no more."""
    grant = get_grant_to_or_404(request.user, grant_id, to="edit")
    confirm_who_posts(request)
    return _tried(
        request,
        grant.household,
        _("They see this household no more."),
        lambda: client_access.end_grant(actor=request.user, grant=grant),
    )


@require_POST
@private
def reset_client(request: SignedInRequest, grant_id: UUID) -> HttpResponse:
    """Begin what gives a client another second factor; a second person has to agree."""
    grant = get_grant_to_or_404(request.user, grant_id, to="edit")
    confirm_who_posts(request)
    return _tried(
        request,
        grant.household,
        _("Somebody else of the firm has to agree now: ask them to open this page."),
        lambda: second_factor_resets.ask(actor=request.user, membership=grant.user.membership),
    )


@require_POST
@private
def agree_to_reset(request: SignedInRequest, grant_id: UUID) -> HttpResponse:
    """Agree as the second person."""
    grant = get_grant_to_or_404(request.user, grant_id, to="edit")
    confirm_who_posts(request)
    return _tried(
        request,
        grant.household,
        _("It takes effect in 24 hours. They and every owner are told by mail."),
        lambda: second_factor_resets.agree(actor=request.user, membership=grant.user.membership),
    )


@require_POST
@private
def keep_factor_of_client(request: SignedInRequest, grant_id: UUID) -> HttpResponse:
    """Leave a client's second factor as it is."""
    grant = get_grant_to_or_404(request.user, grant_id, to="edit")
    return _tried(
        request,
        grant.household,
        _("Cancelled. The second factor stays as it is."),
        lambda: second_factor_resets.cancel(actor=request.user, user=grant.user),
    )


def _told(let_in: object) -> str:
    if isinstance(let_in, Invitation):
        return _("The invitation is on its way; it is good once, for 72 hours.")
    return _("They have a sign-in already and see this household from now on.")


def _tried(
    request: SignedInRequest,
    household: Household | None,
    done: str,
    act: Callable[[], object],
) -> HttpResponse:
    """Act, and say on the page of the portal what came of it."""
    try:
        act()
    except (InvitationError, ResetError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    if household is None:
        return redirect("planning:households")
    return redirect("planning:household_portal", household.pk)
