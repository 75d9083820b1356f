"""Stock is kept as everybody may read it, with the time of its last change."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('webhooks', '0002_receivers_rest')]

    operations = [
        migrations.AddField(
            model_name='stockseen',
            name='can_buy',
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name='stockseen',
            name='changed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
