"""How a firm is reminded: seen by everybody who works there, changed by its owners."""

from __future__ import annotations

from django.conf import settings as site
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from clients import firms
from clients.access import require_role, staff_of
from clients.models import Firm, Role
from clients.requests import posted
from clients.today import today_of
from planning.forms.reminder_settings import KindAsked, PartAsked, ReminderSettingsForm
from planning.reminders.client_mails import told_of_letter
from planning.reminders.kinds import AFTER, DAYS, KINDS
from planning.reminders.preferences import (
    SettingsMovedError,
    change_settings,
    settings_of,
    wrong_days,
)
from planning.reminders.preview import example
from planning.reminders.texts import PARTS, TEXTS, names_of, wrong_text
from planning.views.book import READERS

private = cache_control(private=True, no_store=True)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def reminder_settings(request: HttpRequest) -> HttpResponse:
    """Every setting on one page, with a mail as these words would make it."""
    to_change = (Role.OWNER,) if request.method == "POST" else READERS
    own = require_role(request.user, *to_change)
    form = _form(request, own.firm)
    if form.is_valid() and form.is_bound:
        try:
            change_settings(
                actor=own.user,
                firm=own.firm,
                revision=form.cleaned_data["revision"],
                values=form.values(),
            )
        except SettingsMovedError as moved:
            form.add_error(None, str(moved))
        except ValidationError as refusal:
            form.say(refusal.message_dict)
        else:
            messages.success(request, _("Saved. It counts from the next mail on."))
            return redirect("planning:reminder_settings")
    return _page(request, own.firm, form, may_change=own.role == Role.OWNER)


@require_POST
@private
def reminder_preview(request: HttpRequest) -> HttpResponse:
    """A mail in the words that are being typed; nothing is saved."""
    firm = require_role(request.user, Role.OWNER).firm
    form = _form(request, firm)
    form.is_valid()
    if request.headers.get("HX-Request"):
        context = {"form": form, **_preview(form, firm)}
        return render(request, "planning/_reminder_preview.html", context)
    return _page(request, firm, form, may_change=True)


def _form(request: HttpRequest, firm: Firm) -> ReminderSettingsForm:
    kinds = [
        KindAsked(
            code=code,
            label=kind.label,
            days=DAYS.get(code, ()),
            is_after=code in AFTER,
        )
        for code, kind in KINDS.items()
    ]
    parts = [
        PartAsked(
            code=code,
            label=label if label else KINDS[code].label,
            ours=str(TEXTS[code][1]),
            names=names_of(code),
        )
        for code, label in PARTS.items()
    ]
    return ReminderSettingsForm(
        posted(request),
        settings=settings_of(firm),
        colleagues=staff_of(firm),
        kinds=kinds,
        parts=parts,
        wrong_days=wrong_days,
        wrong_text=wrong_text,
    )


def _preview(form: ReminderSettingsForm, firm: Firm) -> dict[str, object]:
    """Return the mails that the texts of the form make, those that could not stand left out."""
    texts = form.own_texts() if form.is_bound else form.settings.texts
    off = form.kinds_off() if form.is_bound else form.settings.kinds_off
    return {
        "mail": example(firm, texts, off=off, on=today_of(firm)),
        "letters": [
            (language, told_of_letter(firm, texts, language)) for language, _name in site.LANGUAGES
        ],
    }


def _page(
    request: HttpRequest, firm: Firm, form: ReminderSettingsForm, *, may_change: bool
) -> HttpResponse:
    if not may_change:
        for field in form.fields.values():
            field.disabled = True
    context = {
        "firm": firm,
        "form": form,
        "may_change": may_change,
        "holidays": firms.holidays_of(firm).count(),
        **_preview(form, firm),
    }
    status = 422 if form.errors else 200
    return render(request, "planning/reminder_settings.html", context, status=status)
