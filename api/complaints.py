"""What pydantic finds wrong, as Vietnamese sentences."""

from decimal import Decimal

#: Kind of fault → sentence; the words in braces are in its context.
_SENTENCES = {
    "missing": "Thiếu mục này.",
    "unknown_word": "Không có mục này. Các mục có: {known}.",
    "bad_cursor": "Con trỏ này không hợp với các mục lọc đang gửi. Gọi lại từ trang đầu.",
    "greater_than_equal": "Phải từ {ge} trở lên.",
    "greater_than": "Phải lớn hơn {gt}.",
    "less_than_equal": "Nhiều nhất là {le}.",
    "less_than": "Phải nhỏ hơn {lt}.",
    "string_too_long": "Dài quá {max_length} chữ.",
    "string_too_short": "Ít nhất {min_length} chữ.",
    "too_long": "Nhiều nhất {max_length} mục.",
    "too_short": "Ít nhất {min_length} mục.",
    "string_pattern_mismatch": "Không đúng dạng {pattern}.",
    "literal_error": "Chọn một trong: {expected}.",
    "enum": "Chọn một trong: {expected}.",
    "extra_forbidden": "Không có mục này. Xem tài liệu để biết các mục có.",
    "has_nul": "Có ký tự không dùng được (NUL). Bỏ đi rồi gửi lại.",
    "json_invalid": "Nội dung gửi lên không phải JSON đúng.",
}
#: The same by how the kind begins.
_FAMILIES = {
    "int": "Phải là số nguyên.",
    "float": "Phải là số.",
    "decimal": "Phải là số.",
    "bool": "Phải là true hoặc false.",
    "datetime": "Phải là lúc theo ISO 8601, ví dụ 2026-11-27T08:00:00+07:00.",
    "date": "Phải là ngày theo ISO 8601, ví dụ 2026-11-27.",
    "string": "Phải là chữ.",
    "uuid": "Phải là một UUID.",
    "list": "Phải là một danh sách.",
    "dict": "Phải là một đối tượng JSON.",
    "model": "Phải là một đối tượng JSON.",
}
_OTHER = "Giá trị này chưa đúng. Xem tài liệu của mục này."


def complaints(errors: list[dict]) -> list[tuple[str, str]]:
    """Return the field and the sentence of each fault of a ``ninja.errors.ValidationError``."""
    return [(_field(error), _sentence(error)) for error in errors]


def _field(error: dict) -> str:
    context = error.get("ctx") or {}
    if "field" in context:
        return str(context["field"])
    # The first parts are where it came from (query, path, body) and the name of our model.
    place = [str(part) for part in error.get("loc", ())]
    is_model = len(place) > 2 and place[0] in ("query", "body", "path", "header")
    return ".".join(place[2:] if is_model else place[1:]) or "nội dung"


def _sentence(error: dict) -> str:
    kind = error.get("type", "")
    context = {name: _plain(value) for name, value in (error.get("ctx") or {}).items()}
    if template := _SENTENCES.get(kind):
        try:
            return template.format(**context).replace(" or ", " hoặc ")
        except KeyError:
            return _OTHER
    return next((words for start, words in _FAMILIES.items() if kind.startswith(start)), _OTHER)


def _plain(value) -> object:
    return int(value) if isinstance(value, Decimal | float) and value == int(value) else value
