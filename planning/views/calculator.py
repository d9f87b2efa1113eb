"""The calculator's doors, and the page about the law behind it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from planning.forms import HouseholdFileForm, HouseholdForm, OwnerForm
from planning.reports.claims import all_claims

SCHEMA = settings.BASE_DIR / "docs" / "household-file.schema.json"


@login_not_required
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """The two doors, with nothing behind them that is kept."""
    return doors(request)


def doors(request: HttpRequest, refused: HouseholdForm | None = None) -> HttpResponse:
    """Show both doors; where an answer was refused, it stands there with the reason."""
    today = timezone.localdate()
    context = {
        "owner_form": OwnerForm(today=today),
        "file_form": HouseholdFileForm(today=today),
        "refused": refused,
    }
    if isinstance(refused, OwnerForm):
        context["owner_form"] = refused
    elif isinstance(refused, HouseholdFileForm):
        context["file_form"] = refused
        refused.fields["file"].widget.attrs["autofocus"] = True  # below the first door on phones
    return render(request, "planning/calculator.html", context)


@login_not_required
@require_safe
def about_the_law(request: HttpRequest) -> HttpResponse:
    """What is often written about required distributions, and what is right."""
    year = timezone.localdate().year
    context = {"year": year, "claims": all_claims(year)}
    return render(request, "planning/about_the_law.html", context)


@login_not_required
@require_safe
def household_schema(request: HttpRequest) -> HttpResponse:
    """The published form of a household file."""
    return HttpResponse(SCHEMA.read_bytes(), content_type="application/schema+json")
