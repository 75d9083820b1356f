"""What operators keep for sellers in the admin."""

from django.contrib import admin

from sellers.models import FloorCategory


@admin.register(FloorCategory)
class FloorCategoryAdmin(admin.ModelAdmin):
    """What other floors call our product sets."""

    list_display = ["floor", "product_set", "category"]
    list_filter = ["floor"]
    list_select_related = ["product_set"]
    search_fields = ["category", "product_set__name"]
