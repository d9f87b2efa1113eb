"""From when the payments of a household are on record; those entered before begin then."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models.functions import TruncDate

HELP = "What was due before may have been taken without being on record here"


def begin_when_entered(apps: Any, schema_editor: Any) -> None:
    apps.get_model("clients", "Household").objects.update(records_begin_on=TruncDate("created_at"))


def field() -> models.DateField[Any, Any]:
    return models.DateField(
        blank=True, help_text=HELP, null=True, verbose_name="payments are on record from"
    )


class Migration(migrations.Migration):
    dependencies = [("clients", "0012_files_of_balances")]

    operations = [
        migrations.AddField("historicalhousehold", "records_begin_on", field()),
        migrations.AddField("household", "records_begin_on", field()),
        migrations.RunPython(begin_when_entered, migrations.RunPython.noop),
    ]
