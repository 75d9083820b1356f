"""Codes say whether the asking browser was known for the phone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('accounts', '0018_codes_by_day')]

    operations = [
        migrations.AddField(
            model_name='onetimecode',
            name='is_known',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
