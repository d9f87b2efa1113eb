"""Name what was done on the worklist as mails name it, and note when distributions begin."""

from typing import Any
from uuid import UUID

from django.db import migrations, models

MATTERS = {
    "rmd_missed": "rmd",
    "rmd_due": "rmd",
    "balance_missing": "balance",
    "balance_conflict": "balance",
    "balance_unconfirmed": "balance",
    "unclassified": "unclassified",
}


def rename(apps: Any, schema_editor: Any) -> None:
    items = apps.get_model("planning", "WorkActItem").objects
    payments = apps.get_model("clients", "Payment").objects
    for item in items.filter(kind__in=MATTERS).iterator():
        person, _, rest = item.subject.partition(":")
        items.filter(pk=item.pk).update(
            kind=MATTERS[item.kind], subject=f"{UUID(person).hex}:{rest}"
        )
    for item in items.filter(kind="qcd_uncleared").iterator():
        gift = payments.get(pk=item.subject)
        items.filter(pk=item.pk).update(
            kind="qcd", subject=f"{gift.pk.hex}:{gift.paid_on.year}"
        )


class Migration(migrations.Migration):

    dependencies = [
        ("clients", "0016_pages_of_reminders"),
        ("planning", "0012_pages_of_reminders"),
    ]

    operations = [
        migrations.AddField(
            model_name="standing",
            name="begins_in",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.RunPython(rename, migrations.RunPython.noop),
    ]
