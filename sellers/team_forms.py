"""People of a shop: cleaning and wording only."""

from django import forms

from common.fields import PhoneField
from sellers.event_log import name_of
from sellers.models import Membership
from sellers.team.rules import WORDS

_CHOICES = [(role, Membership.Role(role).label) for role in WORDS]


class RoleForm(forms.Form):
    """What somebody does in the shop."""

    role = forms.ChoiceField(
        label="Làm việc gì?",
        choices=_CHOICES,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn việc cho người này.",
            "invalid_choice": "Chọn một việc trong danh sách.",
        },
    )
    notes = WORDS


class InviteForm(RoleForm):
    """Whom to ask."""

    phone = PhoneField(
        label="Số điện thoại của người được mời",
        help_text="Người đó nhận tin nhắn, đồng ý rồi mới vào được.",
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    field_order = ["phone", "role"]


class HeirForm(forms.Form):
    """Who becomes the owner."""

    member = forms.ChoiceField(
        label="Giao cho ai?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn một người.",
            "invalid_choice": "Chọn một người trong danh sách.",
        },
    )

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [(str(one.pk), name_of(one.user)) for one in members]
