"""A user's own views of the book: listed, kept, renamed, removed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from clients.access import require_role
from clients.requests import SignedInRequest
from planning import services
from planning.access import get_saved_view_or_404, saved_views_for
from planning.forms.saved_views import SavedViewForm
from planning.views.book import READERS, asked_form

private = cache_control(private=True, no_store=True)
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@read_or_post
@private
def saved_views(request: SignedInRequest) -> HttpResponse:
    """The views somebody has, and the one the address would make."""
    firm = require_role(request.user, *READERS).firm
    asked = asked_form(request, firm)
    form = SavedViewForm(request.POST or None)
    if request.method == "POST":
        form = SavedViewForm(request.POST)
        if not asked.query:
            form.add_error(None, _("The book is not narrowed, and everyone is a view already."))
        if form.is_valid():
            name = form.cleaned_data["name"]
            try:
                services.keep_view(actor=request.user, firm=firm, name=name, query=asked.query)
            except ValidationError as refusal:
                form.say(refusal)
            else:
                return redirect(f"{reverse('planning:book')}?{asked.query}")
    context = {"form": form, "query": asked.query, "views": saved_views_for(request.user)}
    status = 422 if form.errors else 200
    return render(request, "planning/saved_views.html", context, status=status)


@read_or_post
@private
def saved_view(request: SignedInRequest, view_id: UUID) -> HttpResponse:
    """Another name for a view."""
    view = get_saved_view_or_404(request.user, view_id)
    form = SavedViewForm(request.POST if request.method == "POST" else None, initial=vars(view))
    if request.method == "POST" and form.is_valid():
        try:
            name = form.cleaned_data["name"]
            services.rename_view(actor=request.user, view=view, name=name)
        except ValidationError as refusal:
            form.say(refusal)
        else:
            return redirect("planning:saved_views")
    status = 422 if form.errors else 200
    context = {"form": form, "view": view}
    return render(request, "planning/saved_view.html", context, status=status)


@require_POST
@private
def remove_view(request: SignedInRequest, view_id: UUID) -> HttpResponse:
    """One view less."""
    view = get_saved_view_or_404(request.user, view_id)
    services.remove_view(actor=request.user, view=view)
    messages.success(request, _("{name} is removed.").format(name=view))
    return redirect("planning:saved_views")
