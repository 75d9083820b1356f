"""Each receiver follows changes of stock from where it stopped."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('webhooks', '0003_stock_is_kept_as_it_was_told')]

    operations = [
        migrations.AddField(
            model_name='subscription',
            name='seen_stock_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
