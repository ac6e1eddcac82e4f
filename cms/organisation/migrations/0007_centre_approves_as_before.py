"""The centre goes on approving for every partner that has nobody of its own who could."""

from django.db import migrations

APPROVER = "Freigabe"  # as the group is called at this point of history


def go_on(apps, schema_editor):
    Partner = apps.get_model("organisation", "Partner")
    for partner in Partner.objects.filter(centre_approves=False):
        own = partner.editors.user_set.filter(is_active=True, groups__name=APPROVER) if partner.editors else None
        if own is None or not own.exists():
            Partner.objects.filter(pk=partner.pk).update(centre_approves=True)


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0006_addresses_are_unique"),
        ("accounts", "0002_tallies_and_break_glass"),
    ]

    # Backwards there is nothing to do: the column goes with the migration before.
    operations = [migrations.RunPython(go_on, migrations.RunPython.noop)]
