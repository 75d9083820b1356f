"""What people type about goods: a review, a question, an answer."""

from django import forms

from catalogue.reviews.models import MAX_WORDS

SCORES = (
    (5, "5 sao, rất ưng"),
    (4, "4 sao, ưng"),
    (3, "3 sao, tạm được"),
    (2, "2 sao, chưa ưng"),
    (1, "1 sao, không ưng"),
)
_TOO_LONG = f"Viết gọn trong {MAX_WORDS} chữ cái."


class ReviewForm(forms.Form):
    """How the goods were."""

    score = forms.TypedChoiceField(
        label="Bạn cho mấy sao?",
        choices=SCORES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn số sao, từ 1 đến 5.",
            "invalid_choice": "Chọn số sao, từ 1 đến 5.",
        },
    )
    body = forms.CharField(
        label="Vài lời cho người mua sau",
        required=False,
        max_length=MAX_WORDS,
        help_text="Ví dụ: Chè thơm, nước xanh, gói kỹ. Đừng ghi số điện thoại.",
        error_messages={"max_length": _TOO_LONG},
        widget=forms.Textarea({"rows": 4}),
    )


class AnswerForm(forms.Form):
    """What the seller answers."""

    text = forms.CharField(
        label="Bà con trả lời",
        min_length=2,
        max_length=MAX_WORDS,
        help_text="Ai cũng đọc được. Nói nhẹ nhàng, đừng ghi số điện thoại.",
        error_messages={
            "required": "Viết một câu trả lời.",
            "min_length": "Viết một câu trả lời.",
            "max_length": _TOO_LONG,
        },
        widget=forms.Textarea({"rows": 4}),
    )


class QuestionForm(forms.Form):
    """What somebody wants to know."""

    text = forms.CharField(
        label="Bạn muốn hỏi gì?",
        min_length=5,
        max_length=500,
        help_text="Câu hỏi và câu trả lời ai cũng đọc được. Số điện thoại sẽ bị che.",
        error_messages={
            "required": "Viết câu hỏi. Ví dụ: Chè này để được bao lâu?",
            "min_length": "Viết rõ hơn một chút. Ví dụ: Chè này để được bao lâu?",
            "max_length": "Viết gọn trong 500 chữ cái.",
        },
        widget=forms.Textarea({"rows": 3}),
    )
