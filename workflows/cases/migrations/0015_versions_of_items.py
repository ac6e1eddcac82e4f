"""Items that are there learn the version of their case."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def learn(apps, schema_editor):
    case = apps.get_model("cases", "Case").objects.filter(pk=OuterRef("case"))
    items = apps.get_model("cases", "WorkItem").objects.filter(version__isnull=True)
    items.update(version=Subquery(case.values("version")))


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_kinds_in_an_inbox")]
    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
