"""A programme pays something or nothing."""

from django.db import migrations, models

from common.live_migrations import AddConstraintLive


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("order", "1006_funded_by_a_programme")]

    operations = [
        AddConstraintLive(
            model_name="sellerorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("funded_vnd__gte", 0)), name="sellerorder_funded_not_negative"
            ),
        ),
    ]
