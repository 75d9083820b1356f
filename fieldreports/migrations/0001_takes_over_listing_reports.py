"""The model takes over the table of reports of listings; nothing changes in the database."""

import common.files
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '1005_season_asks'),
        ('sellers', '0018_reports_moved'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='FieldReport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=12, unique=True, verbose_name='mã phản ánh')),
                        ('reason', models.CharField(max_length=20, verbose_name='lý do')),
                        ('text', models.TextField(blank=True, default='', max_length=1000, verbose_name='nội dung')),
                        ('photo', models.ImageField(blank=True, storage=common.files.private_files, upload_to='reports/%Y/', verbose_name='ảnh')),
                        ('phone', models.CharField(blank=True, default='', max_length=16, verbose_name='số điện thoại')),
                        ('sender_hash', models.CharField(blank=True, default='', max_length=64)),
                        ('state', models.CharField(choices=[('new', 'Đã nhận'), ('seen', 'Đang xem'), ('upheld', 'Đã xử lý'), ('declined', 'Không thấy vi phạm')], default='new', max_length=8, verbose_name='trạng thái')),
                        ('received_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='nhận lúc')),
                        ('answer_by', models.DateTimeField(verbose_name='trả lời lần đầu trước')),
                        ('solve_by', models.DateTimeField(verbose_name='giải quyết xong trước')),
                        ('seen_at', models.DateTimeField(blank=True, null=True, verbose_name='xem lúc')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='xong lúc')),
                        ('answer', models.CharField(blank=True, default='', max_length=500, verbose_name='trả lời')),
                        ('alarmed_at', models.DateTimeField(blank=True, null=True)),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='catalogue.product')),
                    ],
                    options={
                        'db_table': 'sellers_listingreport',
                        'verbose_name': 'phản ánh món hàng',
                        'verbose_name_plural': 'phản ánh món hàng',
                        'ordering': ['-id'],
                        'indexes': [models.Index(condition=models.Q(('state__in', ['new', 'seen'])), fields=['answer_by'], name='listingreport_open'), models.Index(fields=['sender_hash', '-received_at'], name='listingreport_sender')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state__in', ['new', 'seen'])), models.Q(('decided_at__isnull', False), ('state__in', ['upheld', 'declined'])), _connector='OR'), name='listingreport_decided_has_time'), models.CheckConstraint(condition=models.Q(('answer_by__gt', models.F('received_at')), ('solve_by__gte', models.F('answer_by'))), name='listingreport_times_in_order')],
                    },
                ),
            ],
        ),
    ]
