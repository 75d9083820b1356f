"""Django's admin, with a row of the audit trail for each change, whichever app registers it."""

from django.contrib.admin import AdminSite, ModelAdmin

from audit.recording import record


class RecordedMixin:
    """Write down what a form of the admin changed, field by field."""

    def construct_change_message(self, request, form, formsets, add=False):
        """Record the form and its inline forms; Django calls this in the transaction."""
        record(
            f"admin.{self.opts.model_name}.{'added' if add else 'changed'}",
            on=form.instance,
            label=_called(form.instance),
            actor=request.user,
            changes=_changes(form),
        )
        for formset in formsets or ():
            for one in formset.forms:
                if one.has_changed():
                    name = one._meta.model._meta.model_name
                    gone = one in formset.deleted_forms
                    record(
                        f"admin.{name}.{'deleted' if gone else 'written'}",
                        on=one.instance,
                        label=_called(one.instance),
                        actor=request.user,
                        changes=_changes(one),
                    )
        return super().construct_change_message(request, form, formsets, add)

    def log_deletions(self, request, queryset):
        """Record what is about to be deleted."""
        for row in queryset:
            name = f"admin.{row._meta.model_name}.deleted"
            record(name, on=row, label=_called(row), actor=request.user)
        return super().log_deletions(request, queryset)


class RecordedAdminSite(AdminSite):
    """Register every model with a recording admin."""

    def register(self, model_or_iterable, admin_class=None, **options):
        """Put the mixin before whatever an app brings."""
        theirs = admin_class or ModelAdmin
        if not issubclass(theirs, RecordedMixin):
            theirs = type(theirs.__name__, (RecordedMixin, theirs), {"__module__": __name__})
        super().register(model_or_iterable, theirs, **options)


def _called(row) -> str:
    """Return what a row is called; its own words may be the name of a buyer."""
    return f"{row._meta.verbose_name} số {row.pk}"


def _changes(form) -> dict[str, tuple]:
    return {
        name: (form.initial.get(name), form.cleaned_data.get(name))
        for name in form.changed_data
        if name in getattr(form, "cleaned_data", {})
    }
