"""Codes are counted by network and by day."""

from django.db import migrations, models

from common.live_migrations import AddIndexLive


class Migration(migrations.Migration):

    atomic = False

    dependencies = [('accounts', '0017_codes_by_network')]

    operations = [
        AddIndexLive(
            model_name='onetimecode',
            index=models.Index(fields=['network_hash', '-created_at'], name='code_network'),
        ),
        AddIndexLive(
            model_name='onetimecode',
            index=models.Index(fields=['-created_at'], name='code_day'),
        ),
    ]
