"""The services that are live already get their place in A–Z."""

from django.db import migrations

from cms.catalogue.ordering import sort_key


def order_live_services(apps, schema_editor):
    pages = apps.get_model("catalogue", "ServicePage").objects
    for page in pages.filter(live=True, locale__language_code="de").only("title").iterator():
        pages.filter(pk=page.pk).update(sort_key=sort_key(page.title))


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0008_a_to_z"), ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes")]

    operations = [migrations.RunPython(order_live_services, migrations.RunPython.noop, elidable=True)]
