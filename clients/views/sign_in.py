"""What allauth's own pages leave to us: nobody signs up, people come by invitation."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import invitations, second_factor_resets
from clients.addresses import open_change_of
from clients.forms.staff import AcceptanceForm
from clients.invitations import InvitationError
from clients.languages import language_of_invited
from clients.requests import SignedInRequest, posted
from clients.second_factor_resets import ResetError, open_reset_of
from clients.sign_in import factors_of


@login_not_required
def no_sign_up(request: HttpRequest) -> HttpResponse:
    """allauth asks for this address when it answers somebody unknown."""
    raise Http404


@login_not_required
@require_safe
def password_is_changed(request: HttpRequest) -> HttpResponse:
    """allauth goes here after a new password, having said so; the next step is to sign in."""
    return redirect("account_login")


@require_safe
def your_sign_in(request: SignedInRequest) -> HttpResponse:
    """What somebody signs in with, and where to change it."""
    context = {
        "factors": factors_of(request.user),
        "reset": open_reset_of(request.user),
        "address_change": open_change_of(request.user),
    }
    return render(request, "clients/your_sign_in.html", context)


@require_POST
def keep_second_factor(request: SignedInRequest) -> HttpResponse:
    """Cancel the reset of one's own second factor: whoever just gave it has not lost it."""
    try:
        second_factor_resets.cancel(actor=request.user, user=request.user)
    except ResetError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Cancelled. Your second factor stays as it is."))
    return redirect("mfa_index")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a name and a password, and go on to set up the second factor.

    Only a POST uses the invitation up: programs that look through mail follow links.
    """
    invitation = invitations.find_invitation(token)
    if invitation is None:
        return render(request, "clients/invitation_over.html", status=404)
    translation.activate(language_of_invited(invitation))
    form = AcceptanceForm(posted(request), invitation=invitation)
    if request.method == "POST" and form.is_valid():
        try:
            user = invitations.accept(
                token=token,
                full_name=form.cleaned_data["full_name"],
                password=form.cleaned_data["password"],
            )
        except InvitationError as error:
            form.add_error(None, str(error))
        else:
            record_authentication(request, user, method="password")
            entered: HttpResponse = perform_login(request, user)
            return entered
    context = {"form": form, "invitation": invitation}
    status = 422 if form.errors else 200
    return render(request, "clients/accept_invitation.html", context, status=status)
