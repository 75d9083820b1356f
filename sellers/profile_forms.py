"""What a seller tells about itself, one question each: cleaning and wording only."""

from django import forms

from catalogue.photos import PhotoRefused, check_upload
from common.dates import local_today
from common.text import canonical_tone, normalize, normalize_lines

_FIRST_YEAR = 1900


class _OneAnswer(forms.Form):
    """A form with one question, named ``answer``."""

    title = lead = done = ""
    #: The fact of the seller, or of its partner, that the answer becomes.
    fact = ""


class NameForm(_OneAnswer):
    """The name of the shop."""

    title = "Tên gian hàng"
    lead = (
        "Tên này ghi trên từng món hàng và trên nhãn gói hàng. "
        "Gian hàng đang bán thì xã duyệt tên mới rồi người mua mới thấy."
    )
    fact = "name"
    answer = forms.CharField(
        label="Tên gian hàng",
        min_length=3,
        max_length=100,
        help_text="Ví dụ: Hộ bà Trần Thị Ngọc, HTX chè Đồi Xanh",
        error_messages={
            "required": "Nhập tên gian hàng. Ví dụ: Hộ bà Trần Thị Ngọc.",
            "min_length": "Tên ngắn quá. Ví dụ: Hộ bà Trần Thị Ngọc.",
        },
    )

    def clean_answer(self) -> str:
        """Return the name as the shop writes it."""
        return _name(self.cleaned_data["answer"], "Hộ bà Trần Thị Ngọc")


class RepresentativeForm(_OneAnswer):
    """Who stands for the seller."""

    title = "Người đại diện"
    lead = (
        "Người mua cần biết mua hàng của ai. Hộ gia đình thì ghi tên chủ hộ. "
        "Đổi người đại diện thì phải xác thực lại."
    )
    fact = "representative"
    answer = forms.CharField(
        label="Họ và tên người đại diện",
        max_length=120,
        help_text="Ví dụ: Trần Thị Ngọc",
        error_messages={"required": "Nhập họ và tên. Ví dụ: Trần Thị Ngọc."},
    )

    def clean_answer(self) -> str:
        """Return the name as people write it."""
        return _name(self.cleaned_data["answer"], "Trần Thị Ngọc")


class HamletForm(_OneAnswer):
    """Where in the commune."""

    title = "Xóm, tổ dân phố"
    lead = "Chỉ ghi tên xóm, tổ. Không cần số nhà."
    fact = "hamlet"
    answer = forms.CharField(
        label="Ở xóm, tổ dân phố nào?",
        max_length=80,
        help_text="Ví dụ: xóm Hồng Thái, tổ 5",
        error_messages={"required": "Nhập tên xóm, tổ. Ví dụ: xóm Hồng Thái."},
    )

    def clean_answer(self) -> str:
        """Return the words on one clean line."""
        return canonical_tone(normalize(self.cleaned_data["answer"]))


class QuoteForm(_OneAnswer):
    """One sentence in the own words."""

    title = "Một câu giới thiệu"
    lead = "Một câu nói thật như nói với khách quen. Câu này đứng cạnh từng món hàng."
    fact = "quote"
    answer = forms.CharField(
        label="Câu của bà con",
        required=False,
        max_length=160,
        help_text="Ví dụ: Nhà tôi hái một tôm hai lá, sao tay từng mẻ nhỏ.",
        error_messages={"max_length": "Câu dài quá. Viết gọn trong 160 chữ cái."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_answer(self) -> str:
        """Return the sentence without marks around it."""
        return normalize(self.cleaned_data["answer"]).strip('“”" ')


class StoryForm(_OneAnswer):
    """The story of the house."""

    title = "Chuyện của nhà"
    lead = "Ai dạy nghề, làm thế nào, có gì khác nhà khác. Bấm nút micro trên bàn phím để nói."
    fact = "story"
    answer = forms.CharField(
        label="Kể chuyện của nhà",
        required=False,
        max_length=2000,
        error_messages={"max_length": "Chuyện dài quá. Viết gọn trong 2.000 chữ cái."},
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean_answer(self) -> str:
        """Return the story with its paragraphs."""
        return normalize_lines(self.cleaned_data["answer"])


class SinceForm(_OneAnswer):
    """Since when."""

    title = "Làm nghề từ năm nào"
    lead = "Người mua thấy: Làm nghề … năm."
    fact = "since_year"
    answer = forms.IntegerField(
        label="Từ năm",
        required=False,
        min_value=_FIRST_YEAR,
        help_text="Ví dụ: 1998",
        error_messages={
            "invalid": "Nhập năm gồm 4 chữ số. Ví dụ: 1998.",
            "min_value": "Nhập năm gồm 4 chữ số. Ví dụ: 1998.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_answer(self) -> int | None:
        """Refuse years to come."""
        year = self.cleaned_data["answer"]
        if year and year > local_today().year:
            raise forms.ValidationError(f"Năm này chưa tới. Nhập đến năm {local_today().year}.")
        return year


class PortraitForm(forms.Form):
    """The face, or the people at work."""

    held_photo_name = ""
    photo = forms.FileField(
        label="Ảnh người làm ra hàng",
        help_text="Chụp ngang, thấy rõ mặt, đang làm việc càng tốt. Ảnh JPG, PNG hoặc WebP.",
        error_messages={
            "required": "Chụp hoặc chọn một ảnh.",
            "empty": "Ảnh này rỗng. Chụp lại rồi chọn ảnh mới.",
        },
        widget=forms.FileInput(
            attrs={
                "accept": "image/jpeg,image/png,image/webp",
                "data-photo-preview": "anh-vua-chon",
            }
        ),
    )

    def clean_photo(self):
        """Look at the file before anything is decoded."""
        photo = self.cleaned_data["photo"]
        try:
            check_upload(photo)
        except PhotoRefused as refused:
            raise forms.ValidationError(refused.message) from refused
        return photo


#: End of the address → the form.
PARTS: dict[str, type[_OneAnswer]] = {
    "ten": NameForm,
    "nguoi-dai-dien": RepresentativeForm,
    "cho-o": HamletForm,
    "mot-cau": QuoteForm,
    "chuyen": StoryForm,
    "tu-nam": SinceForm,
}


def _name(typed: str, example: str) -> str:
    name = canonical_tone(normalize(typed))
    if sum(letter.isalpha() for letter in name) < 2:
        raise forms.ValidationError(f"Tên phải viết bằng chữ. Ví dụ: {example}.")
    return name
