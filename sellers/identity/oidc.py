"""Sellers sign in at a provider of e-identities by OpenID Connect (``accounts.openid``)."""

from collections.abc import Mapping, MutableMapping

from django.conf import settings

from accounts.openid import flow
from accounts.openid.provider import NotProved, Provider, Reason
from sellers.identity.providers import Claims, ProofRefused

CODE = "oidc"
IS_DECIDED_HERE = False
_KEPT = "sellers.oidc"
_WORDS = {
    Reason.TOO_LATE: "Lần xác thực này đã quá lâu. Bà con bấm làm lại từ đầu.",
    Reason.DECLINED: "Bà con chưa đồng ý ở trang xác thực. Muốn làm lại thì bấm nút.",
    Reason.NOT_ANSWERING: "Trang xác thực không trả lời. Lát nữa bà con thử lại.",
    Reason.WRONG: ProofRefused.message,
}


def button() -> str:
    """Return the words of the button; empty without issuer and client."""
    oidc = settings.IDENTITY_OIDC
    return f"Xác thực bằng {oidc['label']}" if Provider.of(oidc).is_set_up else ""


def begin(*, session: MutableMapping, back_url: str) -> str:
    """Return the address of the provider's sign-in, good once for this browser.

    Raises ``ProofRefused`` when the provider cannot be asked.
    """
    provider = Provider.of(settings.IDENTITY_OIDC)
    try:
        return flow.begin(session=session, kept_as=_KEPT, provider=provider, back_url=back_url)
    except NotProved as problem:
        raise ProofRefused(_WORDS[problem.reason]) from problem


def finish(*, session: MutableMapping, answer: Mapping[str, str], back_url: str) -> Claims:
    """Change the code for an ID token and check every word of it. Raises ``ProofRefused``."""
    provider = Provider.of(settings.IDENTITY_OIDC)
    try:
        claims = flow.finish(
            session=session, kept_as=_KEPT, provider=provider, answer=answer, back_url=back_url
        )
    except NotProved as problem:
        raise ProofRefused(_WORDS[problem.reason]) from problem
    return _claims(claims)


def _claims(claims: dict) -> Claims:
    name = str(claims.get(settings.IDENTITY_OIDC["name_claim"], ""))
    if not name:
        raise ProofRefused("Trang xác thực chưa cho biết họ tên. Bà con nhờ cán bộ xã kiểm tra.")
    level = str(claims.get("acr", ""))
    wanted = settings.IDENTITY_OIDC["levels"]
    if wanted and level not in wanted:
        raise ProofRefused("Tài khoản định danh chưa đủ mức 2. Bà con làm mức 2 ở công an xã.")
    return Claims(subject=str(claims["sub"]), full_name=name, level=level[:40])
