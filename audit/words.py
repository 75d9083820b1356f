"""Vietnamese words for the acts of the trail."""

#: What an act is called; the first part alone names all acts of a thing.
ACTIONS = {
    "role.granted": "Giao vai trò",
    "role.renewed": "Giao lại vai trò",
    "role.ended": "Thôi vai trò",
    "listing.approved": "Duyệt món hàng",
    "listing.looked": "Xem lại, để bán tiếp",
    "listing.sent_back": "Trả món hàng lại để sửa",
    "listing.withheld": "Tạm ẩn món hàng",
    "listing.taken_down": "Gỡ món hàng",
    "listing.restored": "Cho món hàng hiện lại",
    "listing.requested": "Ghi yêu cầu gỡ",
    "listing.declined": "Không gỡ theo yêu cầu",
    "identity.confirmed": "Xác thực người bán",
    "identity.refused": "Chưa xác thực được người bán",
    "identity.revoked": "Bỏ xác thực người bán",
    "tax_number.looked": "Xem mã số thuế",
    "certificate.confirmed": "Xác nhận giấy OCOP",
    "certificate.sent_back": "Trả giấy OCOP lại để sửa",
    "certificate.revoked": "Bỏ giấy OCOP",
    "words.decided": "Xét lời của khách",
    "report.seen": "Nhận phản ánh",
    "report.decided": "Trả lời phản ánh",
    "report.passed": "Chuyển phản ánh cho nơi khác",
    "lot.checked": "Đánh dấu thông tin lô hàng",
    "team.founded": "Lập tổ công nghệ số",
    "team.place_added": "Thêm xã cho tổ công nghệ số",
    "slips.issued": "In phiếu nhận tài khoản",
    "households.imported": "Nạp danh sách hộ",
    "floors.imported": "Nạp số liệu sàn khác",
    "floors.published": "Công bố số liệu sàn khác",
    "floors.withdrawn": "Thôi công bố số liệu sàn khác",
    "programme.created": "Lập chương trình hỗ trợ",
    "programme.moved": "Mở, dừng hoặc đóng chương trình",
    "programme.budget": "Đổi kinh phí chương trình",
    "programme.codes": "Thêm mã chung của chương trình",
    "programme.personal_codes": "Làm mã riêng của chương trình",
    "programme.phones": "Thêm số điện thoại vào chương trình",
    "programme.settled": "Quyết toán chương trình",
    "order.called": "Gọi về đơn chưa trả lời",
    "money_case.resolved": "Xử lý khoản tiền",
    "help.begun": "Bắt đầu giúp hộ",
    "help.ended": "Thôi giúp hộ",
    "export.taken": "Tải số liệu",
    "api-key.made": "Cấp khóa API",
    "api-key.revoked": "Thu hồi khóa API",
    "month.closed": "Khoá sổ tháng",
    "session.begun": "Vào phiên làm việc",
    "session.ended": "Đóng phiên làm việc",
    "factor.confirmed": "Đặt mã bảo vệ hai lớp",
    "factor.recovered": "Vào bằng mã dự phòng",
    "factor.locked": "Nhập sai mã bảo vệ nhiều lần",
    "factor.removed": "Bỏ mã bảo vệ hai lớp",
    "account.detached": "Tài khoản rời số điện thoại cũ",
    "account.linked": "Tài khoản liên kết định danh",
    "account.unlinked": "Tài khoản thôi liên kết định danh",
    "account.ended": "Nơi định danh cho thoát tài khoản",
    "account.phone-asked": "Xin đổi số điện thoại của tài khoản",
    "account.phone-stopped": "Dừng đổi số điện thoại của tài khoản",
    "account.phone-replaced": "Xin đổi sang số khác thay cho lần xin trước",
    "account.phone-failed": "Không đổi được số điện thoại của tài khoản",
    "account.phone": "Đổi số điện thoại của tài khoản",
    "account.erased": "Xoá thông tin theo lời người dùng",
}
#: Acts named by the page or the thing behind the first part.
KINDS = {
    "help": "Làm giúp hộ",
    "shop": "Việc của gian hàng",
    "admin": "Sửa ở trang hệ thống",
    "page": "Việc ở trang quản lý",
    "seen": "Xem ở trang quản trị",
    "session": "Phiên làm việc",
    "factor": "Mã bảo vệ hai lớp",
}
ROLES = {
    "operator": "Người vận hành",
    "province_official": "Cán bộ tỉnh",
    "commune_official": "Cán bộ xã, phường",
    "helper": "Người giúp bà con",
    "staff": "Trang hệ thống",
}
FIELDS = {
    "state": "Trạng thái",
    "ends_with": "Số kết thúc bằng",
    "status": "Trạng thái",
    "until": "Đến khi",
    "place": "Nơi",
    "team": "Tổ",
    "note": "Ghi chú",
    "reason": "Lý do",
    "refusal": "Lý do",
    "answer": "Trả lời",
    "basis": "Căn cứ",
    "identity": "Xác thực",
    "seen": "Đã xem",
    "resolution": "Cách xử lý",
    "amount_vnd": "Số tiền (đồng)",
    "format": "Dạng tệp",
    "query": "Điều kiện",
    "rows": "Số dòng",
    "topic": "Mục",
}


def of_action(action: str) -> str:
    """Return what an act is called; an unknown one keeps its name behind its kind."""
    if action in ACTIONS:
        return ACTIONS[action]
    kind = action.replace(":", ".").partition(".")[0]
    return KINDS.get(kind, action)


def of_roles(roles: str) -> str:
    """Return roles in words."""
    return ", ".join(ROLES.get(role, role) for role in roles.split(",") if role)


def of_change(field: str, pair: list) -> str:
    """Return one change as ``Trạng thái: submitted → approved``."""
    before, after = (_shown(value) for value in pair)
    name = FIELDS.get(field, field)
    return f"{name}: {before} → {after}" if before else f"{name}: {after or '(trống)'}"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    return "" if value is None else str(value)
