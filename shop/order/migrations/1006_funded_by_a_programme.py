"""What a programme pays of a seller order, in đồng; nothing so far."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("order", "1005_preorders"),
        ("partner", "1003_preorders"),
    ]

    operations = [
        migrations.AddField(
            model_name="sellerorder",
            name="funded_vnd",
            field=models.DecimalField(db_default=0, decimal_places=0, default=0, max_digits=12),
        ),
    ]
