"""Codes know the network of who asked."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('accounts', '0016_identity_sessions')]

    operations = [
        migrations.AddField(
            model_name='onetimecode',
            name='network_hash',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
    ]
