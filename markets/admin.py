"""The list of markets for staff; when one became chợ 4.0 is written by the province only."""

from django.contrib import admin

from markets.models import Market


@admin.register(Market)
class MarketAdmin(admin.ModelAdmin):
    """Add a market, mend its name, class and declared traders."""

    list_display = ["name", "commune", "market_class", "is_40_since", "traders", "qr_traders"]
    list_filter = ["market_class"]
    search_fields = ["name", "slug"]
    raw_id_fields = ["commune"]
    fields = ["name", "slug", "commune", "market_class", "address", "traders", "qr_traders",
              "is_40_since"]  # fmt: skip
    readonly_fields = ["is_40_since"]
    prepopulated_fields = {"slug": ["name"]}
