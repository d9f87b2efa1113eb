"""The database itself refuses to change or remove what is only added to.

A head of the audit log may only move on. SQLite makes a table anew to add a column, and drops its
triggers; the test that asks for every refusal would then fail.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

EVENTS, HEADS, STEPS = "clients_auditevent", "clients_audithead", "clients_mailstep"
AUDIT, MAILS = "The audit log is only added to.", "The steps of mails are only added to."

# name, table, act, condition, what is said
GUARDS = [
    ("audit_event_is_not_changed", EVENTS, "UPDATE", "", AUDIT),
    ("audit_event_is_not_deleted", EVENTS, "DELETE", "", AUDIT),
    ("audit_head_moves_on", HEADS, "UPDATE", "NEW.sequence <= OLD.sequence OR NEW.chain <> OLD.chain", AUDIT),
    ("audit_head_is_not_deleted", HEADS, "DELETE", "", AUDIT),
    ("mail_step_is_not_changed", STEPS, "UPDATE", "", MAILS),
    ("mail_step_is_not_deleted", STEPS, "DELETE", "", MAILS),
]
# PostgreSQL only: SQLite has no such statement.
EMPTIED = [
    ("audit_event_is_not_truncated", EVENTS, AUDIT),
    ("audit_head_is_not_truncated", HEADS, AUDIT),
    ("mail_step_is_not_truncated", STEPS, MAILS),
]


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in on_sqlite() if is_sqlite else on_postgresql():
        schema_editor.execute(statement, params=None)  # a % is a % in it


def on_sqlite() -> Iterator[str]:
    for name, table, act, condition, said in GUARDS:
        when = f" WHEN {condition}" if condition else ""
        yield (
            f"CREATE TRIGGER {name} BEFORE {act} ON {table}{when}"
            f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )


def on_postgresql() -> Iterator[str]:
    yield (
        "CREATE FUNCTION is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$"
    )
    for name, table, act, condition, said in GUARDS:
        when = f" WHEN ({condition})" if condition else ""
        yield (
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW{when}"
            f" EXECUTE FUNCTION is_only_added_to('{said}')"
        )
    for name, table, said in EMPTIED:
        yield (
            f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table}"
            f" EXECUTE FUNCTION is_only_added_to('{said}')"
        )


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for name, *_ in GUARDS:
            schema_editor.execute(f"DROP TRIGGER {name}")
        return
    schema_editor.execute("DROP FUNCTION is_only_added_to() CASCADE")


class Migration(migrations.Migration):

    replaces = [('clients', '0004_audit_is_append_only')]

    dependencies = [
        ('clients', '0001_initial'),
    ]

    operations = [migrations.RunPython(guard, unguard)]
