"""The people of a firm: who they are, and what its owners change about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import firms, invitations
from clients.access import get_invitation_or_404, get_membership_or_404, require_role
from clients.firms import FirmError
from clients.forms.firm import TeamForm
from clients.forms.staff import InvitationForm, MemberForm
from clients.invitations import InvitationError
from clients.models import Firm, Role, Team
from clients.requests import posted
from clients.sign_in import confirm_who_posts

STAFF = (Role.OWNER, Role.OPERATIONS, Role.COMPLIANCE, Role.ADVISOR)


@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """Everybody who works for the firm, and who is invited to."""
    membership = require_role(request.user, *STAFF)
    return render(request, "clients/staff.html", _context(membership.firm, membership.role))


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    own = require_role(request.user, Role.OWNER)
    confirm_who_posts(request)
    form = InvitationForm(posted(request), firm=own.firm)
    if form.is_valid():
        try:
            invitations.invite(
                actor=own.user,
                firm=own.firm,
                email=form.cleaned_data["email"],
                role=Role(form.cleaned_data["role"]),
                teams=list(form.cleaned_data["teams"]),
            )
        except InvitationError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("The invitation is on its way; it is good for 72 hours."))
            return redirect("clients:staff")
    context = {"form": form, "title": _("Invite somebody"), "button": _("Send the invitation")}
    return form_page(request, context)


@require_POST
def invite_again(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    actor = require_role(request.user, Role.OWNER).user
    invitation = get_invitation_or_404(request.user, invitation_id, Role.OWNER)
    return _tried(
        request,
        _("A new invitation is on its way; the one before is not good any more."),
        lambda: invitations.invite_again(actor=actor, invitation=invitation),
    )


@require_POST
def revoke(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    actor = require_role(request.user, Role.OWNER).user
    invitation = get_invitation_or_404(request.user, invitation_id, Role.OWNER)
    return _tried(
        request,
        _("The invitation is revoked."),
        lambda: invitations.revoke(actor=actor, invitation=invitation),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Change the role and the teams of somebody."""
    actor = require_role(request.user, Role.OWNER).user
    membership = get_membership_or_404(request.user, membership_id, Role.OWNER)
    confirm_who_posts(request)
    form = MemberForm(posted(request), membership=membership)
    if form.is_valid():
        try:
            firms.change_member(
                actor=actor,
                membership=membership,
                role=Role(form.cleaned_data["role"]),
                teams=list(form.cleaned_data["teams"]),
            )
        except FirmError as error:
            form.add_error("role", str(error))
        else:
            messages.success(request, _("Changed."))
            return redirect("clients:staff")
    context = {
        "form": form,
        "membership": membership,
        "title": membership.user.get_full_name(),
        "button": _("Save"),
    }
    return form_page(request, context)


@require_POST
def end_membership(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    actor = require_role(request.user, Role.OWNER).user
    membership = get_membership_or_404(request.user, membership_id, Role.OWNER)
    confirm_who_posts(request)
    return _tried(
        request,
        _("Their access has ended."),
        lambda: firms.end_membership(actor=actor, membership=membership),
    )


@require_POST
def reset_second_factor(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    actor = require_role(request.user, Role.OWNER).user
    membership = get_membership_or_404(request.user, membership_id, Role.OWNER)
    confirm_who_posts(request)
    return _tried(
        request,
        _("They set up another second factor at their next sign-in."),
        lambda: firms.reset_second_factor(actor=actor, membership=membership),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_team(request: HttpRequest) -> HttpResponse:
    own = require_role(request.user, Role.OWNER)
    form = TeamForm(posted(request), instance=Team())
    if form.is_valid():
        team = form.save(commit=False)
        try:
            firms.save_setting(actor=own.user, firm=own.firm, row=team, changed=form.changed_data)
        except ValidationError:
            form.add_error("name", _("There is a team of this name."))
        else:
            return redirect("clients:staff")
    return form_page(request, {"form": form, "title": _("A new team"), "button": _("Add it")})


def _context(firm: Firm, role: str) -> dict[str, Any]:
    return {
        "firm": firm,
        "people": firms.people_of(firm),
        "invitations": invitations.open_invitations(firm),
        "teams": firms.teams_of(firm),
        "may_change": role == Role.OWNER,
        "now": timezone.now(),
    }


def _tried(request: HttpRequest, done: str, act: Callable[[], object]) -> HttpResponse:
    """Act, and say on the page of the staff what came of it."""
    try:
        act()
    except (FirmError, InvitationError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("clients:staff")


def form_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    context = {"membership": None, "back": "clients:staff"} | context
    return render(request, "clients/staff_form.html", context, status=status)
