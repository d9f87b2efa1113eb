"""The address somebody signs in with, changed by themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from clients import addresses
from clients.addresses import AddressError
from clients.forms.address import AddressForm
from clients.requests import SignedInRequest, posted
from clients.sign_in import confirm_who_posts

private = cache_control(private=True, no_store=True)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def change_address(request: SignedInRequest) -> HttpResponse:
    """Ask for a link at the new address."""
    confirm_who_posts(request)
    form = AddressForm(posted(request), request=request, user=request.user)
    if form.is_valid():
        email = form.cleaned_data["email"]
        addresses.ask(user=request.user, email=email, request=request)
        said = _("A link was mailed to {email}. Until you follow it, nothing changes.")
        messages.success(request, said.format(email=email))
        return redirect("mfa_index")
    status = 422 if form.errors else 200
    return render(request, "clients/change_address.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def confirm_address(request: SignedInRequest, token: str) -> HttpResponse:
    """Follow the link; only a POST changes something: programs that look through mail follow
    links too."""
    change = addresses.find_change(request.user, token)
    if change is None:
        return render(request, "clients/address_over.html", status=404)
    if request.method == "POST":
        try:
            addresses.confirm(user=request.user, token=token, request=request)
        except AddressError as error:
            messages.error(request, str(error))
        else:
            said = _("From now on you sign in with {email}.")
            messages.success(request, said.format(email=request.user.email))
        return redirect("mfa_index")
    return render(request, "clients/confirm_address.html", {"change": change})
