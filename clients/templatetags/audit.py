"""How an event of the audit log is written on a page."""

from __future__ import annotations

from django import template

from clients.audit_log import in_words, told

register = template.Library()
register.filter("told", told)
register.filter("in_words", in_words)
