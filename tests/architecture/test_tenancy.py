"""Every row that says something about a client says whose it is: it has a firm of its own."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models.fields.related import ForeignKey

from clients.models import Firm

OURS = ("clients", "planning")

# The tables without a firm, and why each needs none.
NO_FIRM = {
    "clients.Firm": "is the firm",
    "clients.User": "a sign-in; what it opens is said by its membership, which has a firm",
    "clients.AddressChange": "of a sign-in, like the user",
    "clients.User_groups": "Django's; nothing is decided by groups",
    "clients.User_user_permissions": "Django's; nothing is decided by permissions",
    "clients.Membership_teams": "two ids; both ends have a firm",
    "clients.Invitation_teams": "two ids; both ends have a firm",
    "clients.AuditHead": "is named by its firm, and holds a number and two hashes",
    "clients.Instance": "the site's one row about itself",
    "clients.Heartbeat": "when the site's worker was last heard of",
    "planning.Letter": "of the public calculator: a browser's, gone within the hour",
}
# The site's own acts, of no firm; and what is mailed to an address that is nobody's.
MAY_BE_OF_NO_FIRM = {
    "clients.AuditEvent",
    "clients.Mail",
    "clients.MailStep",
    "clients.MailSwitch",
}


def firmless(tables: list[type[models.Model]]) -> set[str]:
    """Return the tables in which a row can be nobody's."""
    found = set()
    for model in tables:
        firm = next((field for field in model._meta.fields if field.name == "firm"), None)
        is_of_a_firm = isinstance(firm, ForeignKey) and firm.related_model is Firm
        is_history = hasattr(model, "history_id")  # whose columns may all be empty
        if not is_of_a_firm or (firm.null and not is_history):
            found.add(model._meta.label)
    return found


def tables() -> list[type[models.Model]]:
    return [
        model
        for label in OURS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]


def test_every_table_has_a_firm_or_a_reason() -> None:
    assert firmless(tables()) == NO_FIRM.keys() | MAY_BE_OF_NO_FIRM


def test_the_history_of_a_row_keeps_its_firm() -> None:
    histories = [model for model in tables() if hasattr(model, "history_id")]
    assert histories
    assert not firmless(histories)


def test_a_table_without_a_firm_is_caught() -> None:
    class Nobodys(models.Model):
        class Meta:
            app_label = "tests"

        def __str__(self) -> str:
            return ""

    assert firmless([Nobodys]) == {"tests.Nobodys"}


@pytest.mark.django_db
def test_the_database_refuses_a_row_of_no_firm() -> None:
    with connection.cursor() as cursor:
        for model in tables():
            if model._meta.label in NO_FIRM.keys() | MAY_BE_OF_NO_FIRM:
                continue
            if hasattr(model, "history_id"):
                continue
            columns = connection.introspection.get_table_description(cursor, model._meta.db_table)
            (firm,) = [column for column in columns if column.name == "firm_id"]
            assert not firm.null_ok, model._meta.label
