"""Sellers of before the rules keep selling, and have until the end of the year to give what is missing.

Source: NĐ 320/2026/NĐ-CP Đ.20.3 (accounts of before 28/9/2026 by 31/12/2026).
"""

import datetime as dt

from django.db import migrations

LAST_DAY = dt.date(2026, 12, 31)


def excuse(apps, schema_editor):
    sellers = apps.get_model("sellers", "Seller").objects
    sellers.filter(partner__may_sell=True, excused_until=None).update(excused_until=LAST_DAY)


class Migration(migrations.Migration):
    dependencies = [("sellers", "0005_excused_until")]
    operations = [migrations.RunPython(excuse, migrations.RunPython.noop)]
