"""What partners, places, dialled numbers and the staff directory need; addresses are still empty."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import cms.organisation.partner_models
import cms.organisation.slugs


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0003_register_log"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.CreateModel(
            name="Colleague",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "tasks",
                    models.CharField(
                        blank=True, help_text="What she is asked for, in words.", max_length=300, verbose_name="tasks"
                    ),
                ),
                ("room", models.CharField(blank=True, max_length=60, verbose_name="room")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
            ],
            options={
                "verbose_name": "colleague",
                "verbose_name_plural": "colleagues",
                "ordering": ["name", "pk"],
                "permissions": [("consult_colleagues", "Can look colleagues up at the desk")],
            },
        ),
        migrations.CreateModel(
            name="DialledNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.CharField(
                        error_messages={"unique": "This number is in the list already."},
                        help_text="As people type it, with its area code. It is kept in one form: +4964215550100, or 115.",
                        max_length=40,
                        unique=True,
                        verbose_name="number",
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=120, verbose_name="label")),
            ],
            options={
                "verbose_name": "dialled number",
                "verbose_name_plural": "dialled numbers",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("town", "town"), ("district", "district"), ("postcode", "postcode")],
                        default="town",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "postcode",
                    models.CharField(
                        blank=True,
                        max_length=5,
                        validators=[django.core.validators.RegexValidator("^\\d{5}$", "A postcode has five digits.")],
                        verbose_name="postcode",
                    ),
                ),
                ("served_by", models.CharField(blank=True, max_length=150, verbose_name="served by somebody else")),
                ("served_by_phone", models.CharField(blank=True, max_length=40, verbose_name="their telephone")),
                ("served_by_url", models.URLField(blank=True, verbose_name="their address on the web")),
            ],
            options={
                "verbose_name": "place",
                "verbose_name_plural": "places",
                "ordering": ["name", "postcode"],
            },
        ),
        migrations.AddField(
            model_name="department",
            name="description",
            field=models.CharField(
                blank=True,
                help_text="What citizens come here for, in a sentence or two; stands on the department's page.",
                max_length=500,
                verbose_name="description",
            ),
        ),
        migrations.AddField(
            model_name="department",
            name="ended_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="ended on"),
        ),
        migrations.AddField(
            model_name="department",
            name="service_level",
            field=models.CharField(
                blank=True,
                choices=[
                    ("information", "information"),
                    ("forwarding", "information and forwarding"),
                    ("full", "full service"),
                ],
                help_text="Empty: as for the whole partner.",
                max_length=12,
                verbose_name="service level",
            ),
        ),
        migrations.AddField(
            model_name="department",
            name="slug",
            field=cms.organisation.slugs.AddressField(
                blank=True,
                help_text="Made of the name where you leave it empty.",
                max_length=85,
                verbose_name="short name in addresses",
            ),
        ),
        migrations.AddField(
            model_name="location",
            name="slug",
            field=cms.organisation.slugs.AddressField(
                blank=True,
                help_text="Made of the name where you leave it empty.",
                max_length=85,
                verbose_name="short name in addresses",
            ),
        ),
        migrations.AddField(
            model_name="office",
            name="partner",
            field=cms.organisation.slugs.PartnerOfField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offices",
                through="department",
                to="organisation.partner",
                verbose_name="partner",
            ),
        ),
        migrations.AddField(
            model_name="office",
            name="slug",
            field=cms.organisation.slugs.AddressField(
                blank=True,
                help_text="Made of the name where you leave it empty.",
                max_length=85,
                verbose_name="short name in addresses",
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="centre_approves",
            field=models.BooleanField(
                default=False,
                help_text="For a partner with a single editor: the centre's approvers release its pages.",
                verbose_name="the centre approves",
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="colour",
            field=models.CharField(
                blank=True,
                help_text="Of links and buttons on the town hall's pages. Empty: the blue of the KERN theme.",
                max_length=7,
                validators=[
                    django.core.validators.RegexValidator(
                        "^#[0-9a-fA-F]{6}$", "A colour is written like #0a5c8d: a hash and six digits or letters."
                    )
                ],
                verbose_name="colour",
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="colour_dark",
            field=models.CharField(
                blank=True,
                help_text="For visitors whose device shows dark pages. Empty: the light blue of the KERN theme.",
                max_length=7,
                validators=[
                    django.core.validators.RegexValidator(
                        "^#[0-9a-fA-F]{6}$", "A colour is written like #0a5c8d: a hash and six digits or letters."
                    )
                ],
                verbose_name="colour on a dark background",
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="greeting",
            field=models.CharField(
                blank=True,
                help_text="What an agent says first when somebody calls for this partner.",
                max_length=250,
                verbose_name="greeting",
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="kind",
            field=models.CharField(
                choices=[
                    ("town", "town or municipality"),
                    ("district", "administrative district"),
                    ("school", "school or adult education"),
                    ("company", "municipal company"),
                    ("other", "other body"),
                ],
                default="town",
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="languages",
            field=models.JSONField(
                default=cms.organisation.partner_models.german,
                help_text="German is always one of them.",
                verbose_name="languages",
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailimages.image",
                verbose_name="logo",
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="municipality_key",
            field=models.CharField(
                blank=True,
                help_text="AGS (8 digits) or ARS (12 digits), for example 06 5 34 014. Empty for a body that has none.",
                max_length=20,
                verbose_name="municipality key",
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="service_level",
            field=models.CharField(
                choices=[
                    ("information", "information"),
                    ("forwarding", "information and forwarding"),
                    ("full", "full service"),
                ],
                default="full",
                max_length=12,
                verbose_name="service level",
            ),
        ),
        migrations.AddField(
            model_name="colleague",
            name="department",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="colleagues",
                to="organisation.department",
                verbose_name="department",
            ),
        ),
        migrations.AddField(
            model_name="diallednumber",
            name="partner",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty for a number that all partners share, like 115.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="dialled_numbers",
                to="organisation.partner",
                verbose_name="partner",
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="partner",
            field=models.ForeignKey(
                blank=True,
                help_text="Who answers for this place here. Leave it empty where somebody else does, and say who.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="places",
                to="organisation.partner",
                verbose_name="partner",
            ),
        ),
        migrations.AddConstraint(
            model_name="colleague",
            constraint=models.UniqueConstraint(
                fields=("department", "name", "phone"),
                name="colleague_is_listed_once",
                violation_error_message="This colleague is listed in this department already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="colleague",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("phone", ""), _negated=True), models.Q(("email", ""), _negated=True), _connector="OR"
                ),
                name="colleague_is_reachable",
                violation_error_message="Give a telephone number or an email address.",
            ),
        ),
        migrations.AddConstraint(
            model_name="diallednumber",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__startswith", "+"), ("number__startswith", "1"), _connector="OR"),
                name="dialled_number_is_normalised",
                violation_error_message="This number is not stored in its one form.",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(
                fields=("name", "kind", "postcode"),
                name="place_is_named_once",
                violation_error_message="This place is in the list already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("partner__isnull", False), ("served_by", "")),
                    models.Q(("partner__isnull", True), models.Q(("served_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="place_is_served_by_one",
                violation_error_message="Choose the partner, or say who else serves this place, not both.",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "postcode"), _negated=True),
                    models.Q(("postcode", ""), _negated=True),
                    _connector="OR",
                ),
                name="postcode_place_has_its_postcode",
                violation_error_message="A place of the kind postcode needs its postcode.",
            ),
        ),
    ]
