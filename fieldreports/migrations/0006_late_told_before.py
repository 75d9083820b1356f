"""Whoever was told before is not told again of the same desk."""

from django.db import migrations
from django.db.models import F

from common.live_migrations import RunInBatches


def fill(reports):
    """Copy when those above were told."""
    reports.filter(late_told_at=None).update(late_told_at=F('escalated_at'))


class Migration(migrations.Migration):

    atomic = False

    dependencies = [('fieldreports', '0005_late_told')]

    operations = [RunInBatches('fieldreports.FieldReport', fill)]
