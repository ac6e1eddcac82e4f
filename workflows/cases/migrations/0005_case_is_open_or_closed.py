"""What must hold of a case, after its columns have been filled."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_closed_since")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["department", "promised_at"],
                name="case_open_by_promise",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("closed_at__isnull", False)),
                    _connector="OR",
                ),
                name="case_is_open_or_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "answered"), _negated=True), ("answered_at__isnull", False), _connector="OR"
                ),
                name="answered_case_has_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "merged"), _negated=True), ("merged_into__isnull", False), _connector="OR"
                ),
                name="merged_case_goes_on_elsewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("minutes_left__isnull", True), ("waiting_since__isnull", True)),
                    models.Q(("minutes_left__isnull", False), ("state", "open"), ("waiting_since__isnull", False)),
                    _connector="OR",
                ),
                name="waiting_case_is_open_and_knows_its_rest",
            ),
        ),
    ]
