"""What is answered is closed since then; promises run on the hours of the department that has the case."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    cases = apps.get_model("cases", "Case").objects.using(schema_editor.connection.alias)
    cases.exclude(state="open").update(closed_at=F("answered_at"))
    cases.update(promise_department=F("department"))


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_life_of_a_case")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
