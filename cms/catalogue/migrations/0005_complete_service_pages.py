"""Service pages with everything FIM's modules ask for; local pages with every deviation; life situations."""

import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import wagtail.fields
from django.db import migrations, models

import cms.catalogue.models.service


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0004_notices"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="LifeSituation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="name in English")),
                ("slug", models.SlugField(unique=True, verbose_name="short name in addresses")),
                (
                    "teaser",
                    models.CharField(
                        blank=True,
                        help_text="One sentence: what there is to do in this situation.",
                        max_length=250,
                        verbose_name="teaser",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="The lowest number comes first, equal ones by name.",
                        verbose_name="position",
                    ),
                ),
            ],
            options={
                "verbose_name": "life situation",
                "verbose_name_plural": "life situations",
                "ordering": ["position", "name"],
            },
        ),
        migrations.AddField(
            model_name="localservicepage",
            name="documents",
            field=wagtail.fields.StreamField(
                [("document", 4)],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"label": "what to bring", "max_length": 250}),
                    1: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [("original", "original"), ("copy", "copy")],
                            "help_text": "Leave it open if both will do.",
                            "label": "original or copy",
                            "required": False,
                        },
                    ),
                    2: ("wagtail.blocks.CharBlock", (), {"label": "note", "max_length": 500, "required": False}),
                    3: (
                        "wagtail.blocks.URLBlock",
                        (),
                        {
                            "help_text": "If it is a form that citizens fill in first.",
                            "label": "address of its form",
                            "required": False,
                        },
                    ),
                    4: ("wagtail.blocks.StructBlock", [[("name", 0), ("kind", 1), ("note", 2), ("form_url", 3)]], {}),
                },
                verbose_name="documents",
            ),
        ),
        migrations.AddField(
            model_name="localservicepage",
            name="documents_mode",
            field=models.CharField(
                choices=[("inherit", "take over"), ("replace", "replace"), ("add", "add")],
                default="inherit",
                max_length=10,
                verbose_name="documents of the shared page",
            ),
        ),
        migrations.AddField(
            model_name="localservicepage",
            name="documents_none_needed",
            field=models.BooleanField(default=False, verbose_name="nothing needs to be brought here"),
        ),
        migrations.AddField(
            model_name="localservicepage",
            name="is_free",
            field=models.BooleanField(default=False, verbose_name="is free of charge here"),
        ),
        migrations.AddField(
            model_name="localservicepage",
            name="local_text_en",
            field=wagtail.fields.RichTextField(
                blank=True,
                help_text="Left empty, English pages show the German text and say that it is German.",
                verbose_name="local text in English",
            ),
        ),
        migrations.AddField(
            model_name="localservicepage",
            name="local_text_simple",
            field=wagtail.fields.RichTextField(
                blank=True,
                help_text="Left empty, pages in easy language show the German text.",
                verbose_name="local text in easy language",
            ),
        ),
        migrations.AddField(
            model_name="localservicepage",
            name="processing_time",
            field=models.CharField(blank=True, max_length=250, verbose_name="processing time"),
        ),
        migrations.AddField(
            model_name="localservicepage",
            name="processing_time_mode",
            field=models.CharField(
                choices=[("inherit", "take over"), ("replace", "replace"), ("add", "add")],
                default="inherit",
                max_length=10,
                verbose_name="processing time of the shared page",
            ),
        ),
        migrations.AddField(
            model_name="localservicepage",
            name="shared_revision_seen",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="shared page as it was looked at",
            ),
        ),
        migrations.AddField(
            model_name="localservicepage",
            name="spoken_answer",
            field=models.TextField(
                blank=True,
                help_text="Only if the shared one does not hold here. At most 60 words an agent reads aloud.",
                validators=[cms.catalogue.models.service.at_most_spoken_words],
                verbose_name="spoken answer",
            ),
        ),
        migrations.AddField(
            model_name="localservicepage",
            name="whose_name",
            field=models.CharField(
                blank=True,
                help_text="Who does it instead, for example “Landratsamt Lindenfurt, Zulassungsstelle”.",
                max_length=200,
                verbose_name="whose it is",
            ),
        ),
        migrations.AddField(
            model_name="localservicepage",
            name="whose_phone",
            field=models.CharField(blank=True, max_length=40, verbose_name="their telephone"),
        ),
        migrations.AddField(
            model_name="localservicepage",
            name="whose_url",
            field=models.URLField(blank=True, verbose_name="their address on the web"),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="deadlines",
            field=wagtail.fields.StreamField(
                [("deadline", 2)],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"label": "what for", "max_length": 150, "required": False}),
                    1: ("wagtail.blocks.CharBlock", (), {"label": "deadline", "max_length": 500}),
                    2: ("wagtail.blocks.StructBlock", [[("label", 0), ("text", 1)]], {}),
                },
                verbose_name="deadlines",
            ),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="documents_none_needed",
            field=models.BooleanField(default=False, verbose_name="nothing needs to be brought"),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="forms",
            field=wagtail.fields.StreamField(
                [("form", 3)],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"label": "name", "max_length": 250}),
                    1: ("wagtail.blocks.URLBlock", (), {"label": "address", "required": False}),
                    2: (
                        "wagtail.documents.blocks.DocumentChooserBlock",
                        (),
                        {"label": "or a document", "required": False},
                    ),
                    3: ("wagtail.blocks.StructBlock", [[("name", 0), ("url", 1), ("document", 2)]], {}),
                },
                verbose_name="forms",
            ),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="is_free",
            field=models.BooleanField(default=False, verbose_name="is free of charge"),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="is_not_ours",
            field=models.BooleanField(
                default=False,
                help_text="People ask us for it, but somebody else does it. The page says who.",
                verbose_name="is not ours",
            ),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="notes",
            field=wagtail.fields.RichTextField(blank=True, verbose_name="notes"),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="professionally_released_by",
            field=models.CharField(
                blank=True,
                help_text="The department that vouches for the content.",
                max_length=200,
                verbose_name="professionally released by",
            ),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="professionally_released_on",
            field=models.DateField(blank=True, null=True, verbose_name="professionally released on"),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="related_services",
            field=modelcluster.fields.ParentalManyToManyField(
                blank=True, related_name="related_from", to="catalogue.servicepage", verbose_name="related services"
            ),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="remedies",
            field=wagtail.fields.RichTextField(
                blank=True,
                help_text="What citizens can do against a decision, for example an objection.",
                verbose_name="remedies",
            ),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="review_on",
            field=models.DateField(
                blank=True,
                db_index=True,
                help_text="When somebody looks again whether all of this still holds: at most twelve months ahead.",
                null=True,
                verbose_name="review on",
            ),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="steps",
            field=wagtail.fields.StreamField(
                [("step", 2)],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"label": "step", "max_length": 150}),
                    1: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {"features": ["bold", "ul", "ol", "link"], "label": "text", "required": False},
                    ),
                    2: ("wagtail.blocks.StructBlock", [[("title", 0), ("text", 1)]], {}),
                },
                verbose_name="procedure",
            ),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="target_group",
            field=models.TextField(
                blank=True, help_text="Who can use it, in one sentence.", verbose_name="target group"
            ),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="visit_minutes",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="How long it takes at the counter.",
                null=True,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(480)],
                verbose_name="length of a visit in minutes",
            ),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="ways_to_pay",
            field=models.JSONField(blank=True, default=list, verbose_name="ways to pay"),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="whose_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="whose it is"),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="whose_phone",
            field=models.CharField(blank=True, max_length=40, verbose_name="their telephone"),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="whose_url",
            field=models.URLField(blank=True, verbose_name="their address on the web"),
        ),
        migrations.AddField(
            model_name="topic",
            name="name_en",
            field=models.CharField(blank=True, max_length=100, verbose_name="name in English"),
        ),
        migrations.AlterField(
            model_name="localservicepage",
            name="fees",
            field=wagtail.fields.StreamField(
                [("fee", 4)],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"label": "for what", "max_length": 250}),
                    1: (
                        "wagtail.blocks.DecimalBlock",
                        (),
                        {
                            "decimal_places": 2,
                            "help_text": "0 means free. Leave it empty if the note says what it costs.",
                            "label": "amount in euros",
                            "max_digits": 9,
                            "min_value": 0,
                            "required": False,
                        },
                    ),
                    2: (
                        "wagtail.blocks.DecimalBlock",
                        (),
                        {
                            "decimal_places": 2,
                            "help_text": "Only for a range: from the amount above up to this one.",
                            "label": "up to, in euros",
                            "max_digits": 9,
                            "min_value": 0,
                            "required": False,
                        },
                    ),
                    3: ("wagtail.blocks.CharBlock", (), {"label": "note", "max_length": 1000, "required": False}),
                    4: (
                        "wagtail.blocks.StructBlock",
                        [[("label", 0), ("amount", 1), ("amount_until", 2), ("note", 3)]],
                        {},
                    ),
                },
                verbose_name="fees",
            ),
        ),
        migrations.AlterField(
            model_name="servicepage",
            name="documents",
            field=wagtail.fields.StreamField(
                [("document", 4)],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"label": "what to bring", "max_length": 250}),
                    1: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [("original", "original"), ("copy", "copy")],
                            "help_text": "Leave it open if both will do.",
                            "label": "original or copy",
                            "required": False,
                        },
                    ),
                    2: ("wagtail.blocks.CharBlock", (), {"label": "note", "max_length": 500, "required": False}),
                    3: (
                        "wagtail.blocks.URLBlock",
                        (),
                        {
                            "help_text": "If it is a form that citizens fill in first.",
                            "label": "address of its form",
                            "required": False,
                        },
                    ),
                    4: ("wagtail.blocks.StructBlock", [[("name", 0), ("kind", 1), ("note", 2), ("form_url", 3)]], {}),
                },
                verbose_name="documents",
            ),
        ),
        migrations.AlterField(
            model_name="servicepage",
            name="fees",
            field=wagtail.fields.StreamField(
                [("fee", 4)],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"label": "for what", "max_length": 250}),
                    1: (
                        "wagtail.blocks.DecimalBlock",
                        (),
                        {
                            "decimal_places": 2,
                            "help_text": "0 means free. Leave it empty if the note says what it costs.",
                            "label": "amount in euros",
                            "max_digits": 9,
                            "min_value": 0,
                            "required": False,
                        },
                    ),
                    2: (
                        "wagtail.blocks.DecimalBlock",
                        (),
                        {
                            "decimal_places": 2,
                            "help_text": "Only for a range: from the amount above up to this one.",
                            "label": "up to, in euros",
                            "max_digits": 9,
                            "min_value": 0,
                            "required": False,
                        },
                    ),
                    3: ("wagtail.blocks.CharBlock", (), {"label": "note", "max_length": 1000, "required": False}),
                    4: (
                        "wagtail.blocks.StructBlock",
                        [[("label", 0), ("amount", 1), ("amount_until", 2), ("note", 3)]],
                        {},
                    ),
                },
                verbose_name="fees",
            ),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="life_situations",
            field=modelcluster.fields.ParentalManyToManyField(
                blank=True, related_name="services", to="catalogue.lifesituation", verbose_name="life situations"
            ),
        ),
    ]
