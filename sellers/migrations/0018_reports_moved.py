"""Reports belong to the app ``fieldreports`` from now on; their table stays as it is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sellers", "0017_other_floors"), ("audit", "0001_trail")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="ListingReport")]
        )
    ]
