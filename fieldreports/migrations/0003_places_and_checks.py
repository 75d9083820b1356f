"""Reports from before get the place and the seller of their listing; then the checks."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

from common.live_migrations import AddConstraintLive, AddIndexLive, RunInBatches


def fill(reports):
    """Copy seller and commune of the listing where they are missing."""
    product = reports.model._meta.get_field('product').related_model
    own = product._base_manager.filter(pk=OuterRef('product'))
    reports.filter(partner=None).update(partner=Subquery(own.values('partner')[:1]))
    reports.filter(commune=None).update(commune=Subquery(own.values('partner__commune')[:1]))


class Migration(migrations.Migration):

    atomic = False

    dependencies = [('fieldreports', '0002_subjects_and_desks')]

    operations = [
        RunInBatches('fieldreports.FieldReport', fill),
        AddIndexLive(
            model_name='fieldreport',
            index=models.Index(fields=['received_at', 'commune'], name='fieldreport_by_day'),
        ),
        AddConstraintLive(
            model_name='fieldreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('product__isnull', False), ('subject', 'listing')), models.Q(('partner__isnull', False), ('subject', 'seller')), models.Q(('market__isnull', False), ('subject', 'market')), models.Q(('market__isnull', False), ('stall__isnull', False), ('subject', 'stall')), _connector='OR'), name='fieldreport_has_its_subject'),
        ),
    ]
