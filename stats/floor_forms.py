"""What is given with a file of other floors' figures."""

from django import forms

from stats.floors.importing import MOST_BYTES

_TYPES = ".csv,.xlsx,text/csv"


class FloorFileForm(forms.Form):
    """A file and where it is from."""

    file = forms.FileField(
        label="Tệp số liệu",
        help_text="CSV hoặc Excel (.xlsx). Dòng đầu là tên cột: Sàn, Kỳ báo cáo, Người bán,"
        " Sản phẩm, Giao dịch, Giá trị (đồng), Nguồn, Chứng cứ."
        " Thiếu cột nào thì số cũ giữ nguyên.",
        widget=forms.FileInput({"accept": _TYPES}),
        error_messages={
            "required": "Chọn tệp CSV hoặc Excel.",
            "empty": "Tệp này trống. Chọn tệp khác.",
        },
    )
    source = forms.CharField(
        label="Nguồn",
        max_length=200,
        help_text="Công văn, thư hoặc người gửi. Ví dụ: Công văn 12/BC-SCT ngày 05/11/2026.",
        error_messages={"required": "Ghi số liệu này lấy từ đâu."},
    )
    evidence_url = forms.URLField(
        label="Đường dẫn chứng cứ",
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text="Nếu báo cáo có trên mạng. Tệp bạn chọn cũng được giữ làm chứng cứ.",
        error_messages={"invalid": "Đường dẫn phải như https://… Xem lại."},
    )

    def clean_file(self):
        """Refuse what is larger than any report."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("Tệp lớn quá 2 MB. Chỉ để lại bảng số liệu.")
        return file

    def clean_evidence_url(self) -> str:
        """Take addresses of the web only."""
        url = self.cleaned_data["evidence_url"]
        if url and not url.startswith(("https://", "http://")):
            raise forms.ValidationError("Đường dẫn phải bắt đầu bằng https://.")
        return url
