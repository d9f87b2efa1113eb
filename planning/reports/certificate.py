"""How does a closed year read as a certificate?

Everything comes from the stored document of the closing and from who signed it. No figure is
computed again, so that the certificate says the same whatever is recorded later.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

from clients.models import User
from planning.catalogue import CHECKLIST, DISTRIBUTION_KINDS
from planning.models import YearClosing
from planning.reports.letter import letter_assets
from planning.reports.letterhead import Letterhead
from planning.reports.pdf import render_pdf
from planning.wording import sentence


def render_certificate(
    closing: YearClosing, *, tells_reopening: bool, letterhead: Letterhead
) -> bytes:
    """Return the certificate as a PDF, in the language now active."""
    context = certificate_context(closing, tells_reopening=tells_reopening)
    html = render_to_string("reports/certificate.html", {**context, "letterhead": letterhead})
    return render_pdf(html, _assets() | letterhead.assets)


def certificate_context(closing: YearClosing, *, tells_reopening: bool) -> dict[str, Any]:
    """Return what the certificate's template shows."""
    signed = closing.document
    zone = ZoneInfo(closing.firm.time_zone)
    return {
        "closing": closing,
        "signed": signed,
        "required": _sum(entry["required"] for entry in signed["obligations"]),
        "taken": _sum(entry["taken"] for entry in signed["obligations"]),
        "pools": [_pool(signed, entry) for entry in signed["obligations"]],
        "payments": [_payment(signed, payment) for payment in signed["payments"]],
        "checks": [sentence(CHECKLIST[code]) for code in signed["checks"] if code in CHECKLIST],
        "closed": _act(closing.closed_by, closing.created_at, zone),
        "approved": _act(closing.approved_by, closing.approved_at, zone),
        "has_two_people": closing.approved_by_id != closing.closed_by_id,
        "reopened": tells_reopening and _act(closing.reopened_by, closing.reopened_at, zone),
    }


def _pool(signed: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    accounts = [
        {**account, "name": _account(signed, account["account"])} for account in entry["accounts"]
    ]
    return {**entry, "accounts": accounts}


def _payment(signed: Mapping[str, Any], payment: Mapping[str, Any]) -> dict[str, Any]:
    counted = [
        {"pool_text": entry["pool_text"], "amount": part["counted"]}
        for entry in signed["obligations"]
        for part in entry["payments"]
        if part["record"] == payment["id"] and part["counted"] != "0.00"
    ]
    kind = payment["kind"]
    return {
        **payment,
        "account_name": _account(signed, payment["account"]),
        "kind_text": sentence(DISTRIBUTION_KINDS[kind]) if kind in DISTRIBUTION_KINDS else kind,
        "counted": counted,
        "counts_whole": [part["amount"] for part in counted] == [payment["amount"]],
    }


def _account(signed: Mapping[str, Any], key: str) -> str:
    account = signed["accounts"].get(key)
    if account is None:
        return key
    # A name that was made of the account's own facts says the number already.
    last4 = account.get("number_last4") if account.get("is_named", True) else None
    return f"{account['name']} …{last4}" if last4 else str(account["name"])


def _sum(amounts: Any) -> str:
    return f"{sum((Decimal(amount) for amount in amounts if amount), Decimal(0)):.2f}"


def _act(who: User | None, moment: datetime | None, zone: ZoneInfo) -> dict[str, str] | None:
    """Return who signed and when, in the time of the firm."""
    if moment is None:
        return None
    there = timezone.localtime(moment, zone)
    return {
        "who": who.get_full_name() if who else "",
        "when": date_format(there, pgettext("a moment in a document", "F j, Y, g:i A T")),
    }


def _assets() -> dict[str, bytes]:
    sheet = Path(settings.BASE_DIR) / "templates" / "reports" / "certificate.css"
    return letter_assets() | {"certificate.css": sheet.read_bytes()}
