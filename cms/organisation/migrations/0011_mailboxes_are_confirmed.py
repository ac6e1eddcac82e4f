"""A mailbox counts for a department once it has been confirmed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0010_colleagues_need_no_right"),
    ]

    operations = [
        migrations.AddField(
            model_name="department",
            name="mailbox_confirmed",
            field=models.EmailField(blank=True, editable=False, max_length=254, verbose_name="confirmed mailbox"),
        ),
        migrations.AlterField(
            model_name="department",
            name="mailbox",
            field=models.EmailField(
                blank=True,
                help_text="A department without members works by mail, once somebody has confirmed the link we send there.",
                max_length=254,
                verbose_name="mailbox",
            ),
        ),
    ]
