"""The people of a firm: who they are, and what its owners change about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import firms, invitations, second_factor_resets
from clients.access import (
    get_invitation_or_404,
    get_mail_or_404,
    get_membership_or_404,
    require_role,
)
from clients.firms import FirmError
from clients.forms.staff import InvitationForm, MemberForm
from clients.invitations import InvitationError
from clients.mail import outbox
from clients.mail.outbox import MailError
from clients.models import Firm, Invitation, Membership, Role
from clients.requests import posted
from clients.second_factor_resets import ResetError
from clients.services.once import once
from clients.sign_in import confirm_who_posts
from clients.teams import TeamError, teams_with_counts

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
            once(own.firm, form.sending, lambda: _invited(own, form.cleaned_data))
        except InvitationError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("The invitation is on its way; it is good for 72 hours."))
            return redirect("clients:staff")
    context = {"form": form, "title": _("Invite somebody"), "button": _("Send the invitation")}
    return form_page(request, context)


def _invited(own: Membership, typed: dict[str, Any]) -> Invitation:
    invitation, _address = invitations.invite(
        actor=own.user,
        firm=own.firm,
        email=typed["email"],
        role=Role(typed["role"]),
        teams=list(typed["teams"]),
    )
    return invitation


@require_POST
def invite_again(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    actor = require_role(request.user, Role.OWNER).user
    invitation = get_invitation_or_404(request.user, invitation_id, Role.OWNER)
    return tried(
        request,
        _("A new invitation is on its way; the one before is not good any more."),
        lambda: invitations.invite_again(actor=actor, invitation=invitation),
    )


@require_POST
def revoke(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    actor = require_role(request.user, Role.OWNER).user
    invitation = get_invitation_or_404(request.user, invitation_id, Role.OWNER)
    return tried(
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
        "reset": second_factor_resets.open_reset_of(membership.user),
        "title": membership.user.get_full_name(),
        "button": _("Save"),
    }
    return form_page(request, context)


@require_POST
def end_membership(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    actor = require_role(request.user, Role.OWNER).user
    membership = get_membership_or_404(request.user, membership_id, Role.OWNER)
    confirm_who_posts(request)
    return tried(
        request,
        _("Their access has ended."),
        lambda: firms.end_membership(actor=actor, membership=membership),
    )


@require_POST
def reset_second_factor(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    actor = require_role(request.user, Role.OWNER).user
    membership = get_membership_or_404(request.user, membership_id, Role.OWNER)
    confirm_who_posts(request)
    return tried(
        request,
        _("It takes effect in 24 hours. They and every owner are told by mail and can cancel it."),
        lambda: second_factor_resets.ask(actor=actor, membership=membership),
    )


@require_POST
def cancel_reset(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    actor = require_role(request.user, Role.OWNER).user
    membership = get_membership_or_404(request.user, membership_id, Role.OWNER)
    return tried(
        request,
        _("Cancelled. The second factor stays as it is."),
        lambda: second_factor_resets.cancel(actor=actor, user=membership.user),
    )


@require_POST
def try_mail_again(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    actor = require_role(request.user, Role.OWNER).user
    mail = get_mail_or_404(request.user, mail_id, Role.OWNER)
    return tried(
        request,
        _("It is tried again now."),
        lambda: outbox.try_again(actor=actor, mail=mail),
    )


def _context(firm: Firm, role: str) -> dict[str, Any]:
    return {
        "firm": firm,
        "people": firms.people_of(firm),
        "invitations": invitations.open_invitations(firm),
        "teams": teams_with_counts(firm),
        "resets": second_factor_resets.open_resets(firm),
        "mails": outbox.mails_not_sent(firm),
        "may_change": role == Role.OWNER,
        "now": timezone.now(),
    }


def tried(request: HttpRequest, done: str, act: Callable[[], object]) -> HttpResponse:
    """Act, and say on the page of the staff what came of it."""
    try:
        act()
    except (FirmError, InvitationError, MailError, ResetError, TeamError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("clients:staff")


def form_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    context = {"membership": None, "back": "clients:staff"} | context
    return render(request, "clients/staff_form.html", context, status=status)
