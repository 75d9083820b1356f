"""Provinces, communes and former units in the operators' admin."""

from django.contrib import admin

from common.text import fold
from places.models import Commune, CommuneLink, Province


class FoldedSearchMixin:
    """Search the folded column, so that "tan cuong" finds Tân Cương."""

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term))


@admin.register(Province)
class ProvinceAdmin(FoldedSearchMixin, admin.ModelAdmin):
    list_display = ("code", "name", "kind")
    search_fields = ("code", "name_folded")
    readonly_fields = ("name_folded",)

    def save_model(self, request, obj, form, change):
        obj.name_folded = fold(obj.name)
        super().save_model(request, obj, form, change)


@admin.register(Commune)
class CommuneAdmin(FoldedSearchMixin, admin.ModelAdmin):
    list_display = ("code", "name", "kind", "province", "valid_from", "valid_to")
    list_filter = ("kind", "province")
    list_select_related = ("province",)
    search_fields = ("code", "name_folded")
    readonly_fields = ("name_folded",)

    def save_model(self, request, obj, form, change):
        obj.name_folded = fold(obj.name)
        super().save_model(request, obj, form, change)


@admin.register(CommuneLink)
class CommuneLinkAdmin(FoldedSearchMixin, admin.ModelAdmin):
    list_display = ("old_kind", "old_name", "old_district", "new", "kind")
    list_filter = ("kind",)
    list_select_related = ("new",)
    search_fields = ("old_name_folded", "new__name_folded", "new__code")
    autocomplete_fields = ("new",)
    readonly_fields = ("old_name_folded",)

    def save_model(self, request, obj, form, change):
        obj.old_name_folded = fold(obj.old_name)
        super().save_model(request, obj, form, change)
