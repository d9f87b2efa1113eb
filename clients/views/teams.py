"""The teams of a firm, as its owners arrange them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients import firms, teams
from clients.access import get_team_or_404, require_role
from clients.forms.firm import ArchiveTeamForm, TeamForm
from clients.models import Role, Team
from clients.requests import posted
from clients.teams import TeamError
from clients.views.staff import form_page, tried


@require_http_methods(["GET", "HEAD", "POST"])
def new_team(request: HttpRequest) -> HttpResponse:
    require_role(request.user, Role.OWNER)
    return _named(request, Team(), {"title": _("A new team"), "button": _("Add it")})


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Rename a team, or go on to put it away."""
    row = get_team_or_404(request.user, team_id, Role.OWNER)
    return _named(request, row, {"title": str(row), "button": _("Save"), "team": row})


@require_http_methods(["GET", "HEAD", "POST"])
def archive_team(request: HttpRequest, team_id: UUID) -> HttpResponse:
    actor = require_role(request.user, Role.OWNER).user
    row = get_team_or_404(request.user, team_id, Role.OWNER)
    form = ArchiveTeamForm(posted(request), team=row)
    if form.is_valid():
        successor = form.cleaned_data["successor"]
        try:
            teams.archive_team(actor=actor, team=row, successor=successor)
        except TeamError as error:
            form.add_error("successor", str(error))
        else:
            messages.success(request, _("The team is put away."))
            return redirect("clients:staff")
    title = _("Put away %(team)s") % {"team": row}
    return form_page(request, {"form": form, "title": title, "button": _("Put it away")})


@require_POST
def use_team_again(request: HttpRequest, team_id: UUID) -> HttpResponse:
    actor = require_role(request.user, Role.OWNER).user
    row = get_team_or_404(request.user, team_id, Role.OWNER)
    return tried(
        request, _("The team is in use again."), lambda: teams.use_again(actor=actor, team=row)
    )


def _named(request: HttpRequest, row: Team, context: dict[str, object]) -> HttpResponse:
    own = require_role(request.user, Role.OWNER)
    form = TeamForm(posted(request), instance=row)
    if form.is_valid():
        named = form.save(commit=False)
        try:
            firms.save_setting(actor=own.user, firm=own.firm, row=named, changed=form.changed_data)
        except ValidationError:
            form.add_error("name", _("There is a team of this name."))
        else:
            return redirect("clients:staff")
    return form_page(request, {**context, "form": form})
