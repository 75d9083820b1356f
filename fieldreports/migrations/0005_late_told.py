"""Those above hear again when the next desk or step is late."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('fieldreports', '0004_who_answers')]

    operations = [
        migrations.AddField(
            model_name='fieldreport',
            name='late_told_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
