"""Words for the steps of a household, what helps it on, and what was done at a visit."""

NOT_HOME = "not_home"

#: What was done at a visit: ticked, never written.
DONE = {
    "claim": "Giúp nhận tài khoản",
    "list": "Giúp chụp ảnh, đăng món",
    "order": "Giúp nhận và gói đơn",
    "teach": "Chỉ cách tự làm trên máy",
    "papers": "Giúp khai giấy tờ, nguồn gốc",
    NOT_HOME: "Không gặp ai ở nhà",
}

#: Where a household stands, and what takes it on, by the number of its step.
STANDS = (
    "Chưa nhận tài khoản",
    "Đã nhận tài khoản, chưa có món nào",
    "Đã đăng món, chưa có đơn",
    "Có đơn mà chưa xác nhận",
    "Đã bán được một đơn",
    "Đã có đơn thứ hai",
)
HELPS = (
    "Mang phiếu đến, giúp nhận tài khoản.",
    "Giúp chụp ảnh và đăng món đầu tiên.",
    "Giúp sửa ảnh, giá và gửi cho người quen.",
    "Giúp trả lời đơn đang chờ.",
    "Hỏi đơn đầu có gì khó, giúp đăng thêm món.",
    "",
)


def done_words(done: str) -> list[str]:
    """Return what was done in words."""
    return [DONE[word] for word in done.split(",") if word in DONE]
