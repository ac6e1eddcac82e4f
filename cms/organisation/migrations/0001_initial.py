"""The tables this app begins with."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Location",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("street", models.CharField(blank=True, max_length=150, verbose_name="street and number")),
                (
                    "postcode",
                    models.CharField(
                        blank=True,
                        max_length=5,
                        validators=[django.core.validators.RegexValidator("^\\d{5}$", "A postcode has five digits.")],
                        verbose_name="postcode",
                    ),
                ),
                ("town", models.CharField(blank=True, max_length=100, verbose_name="town")),
                (
                    "latitude",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="latitude"),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="longitude"
                    ),
                ),
            ],
            options={
                "verbose_name": "location",
                "verbose_name_plural": "locations",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Responsibility",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=150, unique=True, verbose_name="name")),
            ],
            options={
                "verbose_name": "responsibility",
                "verbose_name_plural": "responsibilities",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Department",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("mailbox", models.EmailField(blank=True, max_length=254, verbose_name="mailbox")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organisation.department",
                        verbose_name="belongs to",
                    ),
                ),
            ],
            options={
                "verbose_name": "department",
                "verbose_name_plural": "departments",
                "ordering": ["partner__name", "name"],
            },
        ),
        migrations.CreateModel(
            name="Office",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("directions", models.CharField(blank=True, max_length=250, verbose_name="how to find it")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offices",
                        to="organisation.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offices",
                        to="organisation.location",
                        verbose_name="location",
                    ),
                ),
            ],
            options={
                "verbose_name": "office",
                "verbose_name_plural": "offices",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ContactPoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("label", models.CharField(blank=True, max_length=120, verbose_name="label")),
                ("phone", models.CharField(max_length=40, verbose_name="telephone")),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_points",
                        to="organisation.office",
                        verbose_name="office",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact point",
                "verbose_name_plural": "contact points",
                "ordering": ["label", "phone"],
            },
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                ("slug", models.SlugField(unique=True, verbose_name="short name in addresses")),
                (
                    "prefix",
                    models.CharField(
                        max_length=3,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{3}$", "Three capital letters, for example LIN."
                            )
                        ],
                        verbose_name="letters before case numbers",
                    ),
                ),
                (
                    "land",
                    models.CharField(
                        choices=[
                            ("BW", "Baden-Württemberg"),
                            ("BY", "Bayern"),
                            ("BE", "Berlin"),
                            ("BB", "Brandenburg"),
                            ("HB", "Bremen"),
                            ("HH", "Hamburg"),
                            ("HE", "Hessen"),
                            ("MV", "Mecklenburg-Vorpommern"),
                            ("NI", "Niedersachsen"),
                            ("NW", "Nordrhein-Westfalen"),
                            ("RP", "Rheinland-Pfalz"),
                            ("SL", "Saarland"),
                            ("SN", "Sachsen"),
                            ("ST", "Sachsen-Anhalt"),
                            ("SH", "Schleswig-Holstein"),
                            ("TH", "Thüringen"),
                        ],
                        max_length=2,
                        verbose_name="Land",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                (
                    "editors",
                    models.OneToOneField(
                        blank=True,
                        help_text="The group whose members may change this partner's facts.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partner",
                        to="auth.group",
                        verbose_name="editors",
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        blank=True,
                        help_text="The address under which citizens find this partner's town hall.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partner",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "triage_department",
                    models.ForeignKey(
                        blank=True,
                        help_text="Gets every concern for which no responsible department is known.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.department",
                        verbose_name="triage department",
                    ),
                ),
            ],
            options={
                "verbose_name": "partner",
                "verbose_name_plural": "partners",
                "ordering": ["name"],
                "permissions": [("edit_all_partners", "Can change the facts of every partner")],
            },
        ),
        migrations.AddField(
            model_name="location",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="locations",
                to="organisation.partner",
                verbose_name="partner",
            ),
        ),
        migrations.AddField(
            model_name="department",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="departments",
                to="organisation.partner",
                verbose_name="partner",
            ),
        ),
        migrations.CreateModel(
            name="ResponsibilityMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mappings",
                        to="organisation.office",
                        verbose_name="office",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mappings",
                        to="organisation.partner",
                        verbose_name="partner",
                    ),
                ),
                (
                    "responsibility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mappings",
                        to="organisation.responsibility",
                        verbose_name="responsibility",
                    ),
                ),
            ],
            options={
                "verbose_name": "mapping",
                "verbose_name_plural": "mappings",
                "ordering": ["responsibility__name", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                ("reason", models.CharField(max_length=120, verbose_name="reason")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="closures",
                        to="organisation.department",
                        verbose_name="department",
                    ),
                ),
            ],
            options={
                "verbose_name": "closure",
                "verbose_name_plural": "closures",
                "ordering": ["starts_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="closure_ends_after_its_start",
                        violation_error_message="The end must lie after the start.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "function",
                    models.CharField(
                        choices=[("member", "member"), ("lead", "lead")],
                        default="member",
                        max_length=10,
                        verbose_name="function",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="organisation.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
                "ordering": ["department__name", "user__last_name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "department"),
                        name="one_membership_per_person_and_department",
                        violation_error_message="This person already belongs to this department.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LocationSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("system", models.CharField(max_length=60, verbose_name="system")),
                ("key", models.CharField(max_length=120, verbose_name="key there")),
                (
                    "content_hash",
                    models.CharField(max_length=64, verbose_name="fingerprint of what was imported"),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="organisation.office",
                        verbose_name="office",
                    ),
                ),
            ],
            options={
                "verbose_name": "source of an office",
                "verbose_name_plural": "sources of offices",
                "constraints": [models.UniqueConstraint(fields=("system", "key"), name="office_source_is_unique")],
            },
        ),
        migrations.CreateModel(
            name="OpeningSpan",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("visiting", "visiting hours"),
                            ("telephone", "telephone hours"),
                            ("service", "service hours"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        verbose_name="weekday",
                    ),
                ),
                ("opens", models.TimeField(verbose_name="from")),
                ("closes", models.TimeField(verbose_name="until")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="note")),
                (
                    "contact_point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="organisation.contactpoint",
                        verbose_name="contact point",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="organisation.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="organisation.office",
                        verbose_name="office",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="organisation.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "weekly hours",
                "verbose_name_plural": "weekly hours",
                "ordering": ["weekday", "opens"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("contact_point__isnull", True),
                                ("department__isnull", True),
                                ("kind", "visiting"),
                                ("office__isnull", False),
                                ("partner__isnull", True),
                            ),
                            models.Q(
                                ("contact_point__isnull", False),
                                ("department__isnull", True),
                                ("kind", "telephone"),
                                ("office__isnull", True),
                                ("partner__isnull", True),
                            ),
                            models.Q(
                                ("contact_point__isnull", True),
                                ("department__isnull", False),
                                ("kind", "service"),
                                ("office__isnull", True),
                                ("partner__isnull", True),
                            ),
                            models.Q(
                                ("contact_point__isnull", True),
                                ("department__isnull", True),
                                ("kind", "service"),
                                ("office__isnull", True),
                                ("partner__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="span_has_one_owner",
                        violation_error_message="Visiting hours belong to an office, telephone hours to a contact point, service hours to a department or a partner.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("opens", models.F("closes")), _negated=True),
                        name="span_is_not_empty",
                        violation_error_message="The end must differ from the start.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="span_is_valid_forwards",
                        violation_error_message="The last day lies before the first.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HoursException",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("visiting", "visiting hours"),
                            ("telephone", "telephone hours"),
                            ("service", "service hours"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("date", models.DateField(verbose_name="date")),
                ("opens", models.TimeField(blank=True, null=True, verbose_name="from")),
                ("closes", models.TimeField(blank=True, null=True, verbose_name="until")),
                ("reason", models.CharField(max_length=120, verbose_name="reason")),
                (
                    "contact_point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="organisation.contactpoint",
                        verbose_name="contact point",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="organisation.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="organisation.office",
                        verbose_name="office",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="organisation.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "exception",
                "verbose_name_plural": "exceptions",
                "ordering": ["date", "opens"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("contact_point__isnull", True),
                                ("department__isnull", True),
                                ("kind", "visiting"),
                                ("office__isnull", False),
                                ("partner__isnull", True),
                            ),
                            models.Q(
                                ("contact_point__isnull", False),
                                ("department__isnull", True),
                                ("kind", "telephone"),
                                ("office__isnull", True),
                                ("partner__isnull", True),
                            ),
                            models.Q(
                                ("contact_point__isnull", True),
                                ("department__isnull", False),
                                ("kind", "service"),
                                ("office__isnull", True),
                                ("partner__isnull", True),
                            ),
                            models.Q(
                                ("contact_point__isnull", True),
                                ("department__isnull", True),
                                ("kind", "service"),
                                ("office__isnull", True),
                                ("partner__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="exception_has_one_owner",
                        violation_error_message="Visiting hours belong to an office, telephone hours to a contact point, service hours to a department or a partner.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closes__isnull", True), ("opens__isnull", True)),
                            models.Q(
                                ("closes__isnull", False),
                                ("opens__isnull", False),
                                models.Q(("opens", models.F("closes")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="exception_has_both_times_or_none",
                        violation_error_message="Give both times, or none for a closed day.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.UniqueConstraint(
                fields=("partner", "name"),
                name="department_name_is_unique_per_partner",
                violation_error_message="This partner already has a department of this name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", models.F("id")), _negated=True),
                name="department_is_not_its_own_parent",
                violation_error_message="A department cannot belong to itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibilitymapping",
            constraint=models.UniqueConstraint(
                fields=("partner", "responsibility", "office"),
                name="office_holds_a_responsibility_once",
                violation_error_message="This office already holds this responsibility.",
            ),
        ),
    ]
