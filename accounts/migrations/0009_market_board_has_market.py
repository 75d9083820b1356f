from django.db import migrations, models

from common.live_migrations import AddConstraintLive


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('accounts', '0008_market_boards'),
    ]

    operations = [
        AddConstraintLive(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role', 'market_board'), _negated=True), models.Q(('market_slug', ''), _negated=True), _connector='OR'), name='rolegrant_market_board_has_market', violation_error_message='Ban quản lý chợ cần tên chợ, ví dụ cho-thai.'),
        ),
    ]
