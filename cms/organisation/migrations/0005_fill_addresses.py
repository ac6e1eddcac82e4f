"""Gives every department, location and office an address made of its name, and every office its partner."""

from django.db import migrations

from cms.organisation.slugs import free_slug


def fill(apps, schema_editor):
    organisation = apps.get_app_config("organisation")
    for office in organisation.get_model("Office").objects.filter(partner=None).select_related("department"):
        office.partner_id = office.department.partner_id
        office.save(update_fields=["partner"])
    for name in ("department", "location", "office"):
        model = organisation.get_model(name)
        taken: dict[int, set[str]] = {}
        for row in model.objects.order_by("pk"):
            own = taken.setdefault(row.partner_id, set())
            slug = row.slug or free_slug(row.name, own, name)
            own.add(slug)
            model.objects.filter(pk=row.pk).update(slug=slug)


class Migration(migrations.Migration):
    dependencies = [("organisation", "0004_partners_places_colleagues")]

    # Backwards there is nothing to do: the columns go with the migration before.
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
