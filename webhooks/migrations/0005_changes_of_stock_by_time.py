"""The newest changes of stock are found by their time."""

from django.db import migrations, models

from common.live_migrations import AddIndexLive


class Migration(migrations.Migration):

    atomic = False

    dependencies = [('webhooks', '0004_receivers_follow_stock')]

    operations = [
        AddIndexLive(
            model_name='stockseen',
            index=models.Index(fields=['changed_at'], name='stockseen_by_change'),
        ),
    ]
