from django.db import migrations, models


class AddToOrders(migrations.AddField):
    """Add a field to a model of the app ``order``."""

    def state_forwards(self, app_label, state):
        super().state_forwards("order", state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        super().database_forwards("order", schema_editor, from_state, to_state)


class Migration(migrations.Migration):
    dependencies = [("order", "1005_preorders")]
    operations = [AddToOrders("order", "colour", models.IntegerField(db_default=7))]
