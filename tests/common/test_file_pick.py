"""Fields for photos and files speak Vietnamese whatever the browser's language is."""

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string

from tests.factories import make_listing, make_seller


class PickForm(forms.Form):
    photo = forms.FileField(
        label="Ảnh", help_text="Chỉ người xem.", widget=forms.FileInput({"accept": "image/jpeg"})
    )
    listing = forms.FileField(label="Danh sách", widget=forms.FileInput({"accept": ".csv"}))


def test_photo_field_keeps_its_label_and_gets_words_of_ours():
    html = render_to_string("components/field.html", {"field": PickForm()["photo"]})

    assert "data-file-pick" in html
    assert '<label class="field__label" for="id_photo">' in html
    assert "Chọn ảnh" in html
    # The words are for eyes: the label and the input itself speak to a screen reader.
    assert 'class="file-pick__words" aria-hidden="true"' in html
    assert 'data-file-name role="status"' in html
    assert html.count("<input") == 1


def test_field_for_a_list_asks_for_a_file_and_not_for_a_photo():
    html = render_to_string("components/field.html", {"field": PickForm()["listing"]})

    assert "Chọn tệp" in html
    assert "ảnh" not in html


def test_pages_with_such_a_field_have_its_style():
    for bundle in ("shop", "seller", "official"):
        assert ".file-pick__words" in (settings.BASE_DIR / f"static/css/{bundle}.css").read_text()


@pytest.mark.django_db
def test_form_for_reports_has_it(client):
    tea = make_listing(make_seller())

    html = client.get(f"{tea.get_absolute_url()}phan-anh/").content.decode()

    assert html.count("data-file-pick") == 1
