"""How an event of the audit log is written on a page."""

from __future__ import annotations

from django import template

from clients.audit_log import told

register = template.Library()
register.filter("told", told)
