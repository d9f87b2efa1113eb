"""The database itself refuses to rewrite a roadmap that is done.

SQLite makes a table anew to add a column, and drops its triggers: such a migration sets this
guard again. The test that asks for the refusal would fail otherwise.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE, SAID = "planning_roadmaprun", "A roadmap that is done is not changed."


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER roadmap_that_is_done_is_kept BEFORE UPDATE ON {TABLE}"
            f" WHEN OLD.state = 'done' BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        )
        return
    schema_editor.execute(
        f"CREATE TRIGGER roadmap_that_is_done_is_kept BEFORE UPDATE ON {TABLE} FOR EACH ROW"
        f" WHEN (OLD.state = 'done') EXECUTE FUNCTION is_only_added_to('{SAID}')"
    )


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on = "" if schema_editor.connection.vendor == "sqlite" else f" ON {TABLE}"
    schema_editor.execute(f"DROP TRIGGER roadmap_that_is_done_is_kept{on}")


class Migration(migrations.Migration):

    replaces = [('planning', '0005_roadmap_runs')]

    dependencies = [
        ('clients', '0002_append_only'),
        ('planning', '0001_initial'),
    ]

    operations = [migrations.RunPython(guard, unguard)]
