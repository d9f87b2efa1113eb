"""The database itself refuses to change or remove what is in the audit log.

A head may only move on. SQLite drops a table's triggers when a later migration rebuilds it; the
test that asks for every refusal would then fail.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

EVENTS, HEADS = "clients_auditevent", "clients_audithead"

# name, table, act, condition
GUARDS = [
    ("audit_event_is_not_changed", EVENTS, "UPDATE", ""),
    ("audit_event_is_not_deleted", EVENTS, "DELETE", ""),
    ("audit_head_moves_on", HEADS, "UPDATE", "NEW.sequence <= OLD.sequence OR NEW.chain <> OLD.chain"),
    ("audit_head_is_not_deleted", HEADS, "DELETE", ""),
]
# PostgreSQL only: SQLite has no such statement.
EMPTIED = [("audit_event_is_not_truncated", EVENTS), ("audit_head_is_not_truncated", HEADS)]


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for name, table, act, condition in GUARDS:
            when = f" WHEN {condition}" if condition else ""
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table}{when}"
                " BEGIN SELECT RAISE(ABORT, 'The audit log is only added to.'); END"
            )
        return
    schema_editor.execute(
        "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'The audit log is only added to.'; END $$"
    )
    for name, table, act, condition in GUARDS:
        when = f" WHEN ({condition})" if condition else ""
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW{when}"
            " EXECUTE FUNCTION audit_is_append_only()"
        )
    for name, table in EMPTIED:
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table}"
            " EXECUTE FUNCTION audit_is_append_only()"
        )


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for name, *_ in GUARDS:
            schema_editor.execute(f"DROP TRIGGER {name}")
        return
    schema_editor.execute("DROP FUNCTION audit_is_append_only() CASCADE")


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0003_audit_heads'),
    ]

    operations = [migrations.RunPython(guard, unguard)]
