"""Operators put scenes up in the admin; who changed what stands in the audit trail."""

from django import forms
from django.contrib import admin

from accounts.roles import Role, has_role
from heritage import scenes
from heritage.models import Scene
from heritage.sites import SITES


class SceneForm(forms.ModelForm):
    """A site, its picture, what it shows and who took it."""

    #: What came of the file that was sent: decoded before the transaction of the admin begins.
    picture, refused = None, ""

    site = forms.ChoiceField(label="Di sản", choices=[(one.slug, one.name) for one in SITES])
    photo = forms.FileField(
        label="Ảnh 360°",
        required=False,
        help_text="Rộng gấp đôi cao, ví dụ 4096 × 2048. Nặng nhất 12 MB. Vị trí chụp bị bỏ đi.",
    )

    class Meta:
        model = Scene
        fields = ("site", "photo", "shows", "credit", "is_sample")
        help_texts = {
            "shows": "Một câu ngắn, không có dấu chấm. Người không thấy ảnh nghe câu này.",
            "credit": "Ai chụp, ai cho dùng. Trang hiện tên này.",
            "is_sample": "Không phải ảnh của di tích. Trang nói rõ là cảnh mẫu.",
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["site"].disabled = True

    def clean_photo(self):
        """Say why a picture is not taken; a new scene needs one."""
        if self.refused:
            raise forms.ValidationError(self.refused)
        if self.picture is None and self.instance.pk is None:
            raise forms.ValidationError("Chọn tệp ảnh 360°.")
        return self.cleaned_data["photo"]


def _may(request) -> bool:
    """Tell whether somebody is an operator; the site has asked for staff and a session before."""
    return request.user.is_superuser or has_role(request.user, Role.OPERATOR)


@admin.register(Scene)
class SceneAdmin(admin.ModelAdmin):
    """One scene for each site: put it up, change its words or its picture, take it down."""

    form = SceneForm
    list_display = ["site", "shows", "credit", "is_sample", "added_at"]

    def has_module_permission(self, request) -> bool:
        """Let every operator in, as ``_may``."""
        return _may(request)

    def has_view_permission(self, request, obj=None) -> bool:
        """Let every operator look."""
        return _may(request)

    def has_add_permission(self, request) -> bool:
        """Let every operator put a scene up."""
        return _may(request)

    def has_change_permission(self, request, obj=None) -> bool:
        """Let every operator change one."""
        return _may(request)

    def has_delete_permission(self, request, obj=None) -> bool:
        """Let every operator take one down."""
        return _may(request)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Decode what was sent first: the transaction that follows must not wait for it."""
        request.scene_read = {}
        if request.method == "POST" and "photo" in request.FILES and _may(request):
            try:
                request.scene_read = {"picture": scenes.read(request.FILES["photo"])}
            except scenes.SceneRefused as problem:
                request.scene_read = {"refused": problem.message}
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Give the form what was read."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), dict(getattr(request, "scene_read", {})))

    def save_model(self, request, obj, form, change) -> None:
        """Put the new picture up, or write the words only."""
        if form.picture is None:
            obj.save()
            return
        scene = scenes.put_up(
            site=obj.site,
            picture=form.picture,
            shows=obj.shows,
            credit=obj.credit,
            is_sample=obj.is_sample,
        )
        obj.pk, obj._state.adding = scene.pk, False

    def delete_model(self, request, obj) -> None:
        """Take the files along."""
        scenes.take_down(obj)

    def delete_queryset(self, request, queryset) -> None:
        """Take the files of all along."""
        for scene in queryset:
            scenes.take_down(scene)
