from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stats", "0003_days_of_the_province_and_years_of_sellers")]

    operations = [
        migrations.RenameField("cellsversion", "month", "day"),
        migrations.AlterField("cellsversion", "day", models.DateField(null=True)),
        migrations.AddField("cellsversion", "is_month", models.BooleanField(default=True)),
        migrations.AddConstraint(
            "cellsversion",
            models.UniqueConstraint(fields=("day", "is_month"), name="cellsversion_one_each"),
        ),
    ]
