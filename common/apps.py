"""The ground floor: money, units, text, dates and charts; knows nothing of the shop."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "common"
    label = "common"
    verbose_name = "Dùng chung"
