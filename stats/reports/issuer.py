"""Who signs a report: the agency of the settings, or the People's Committee of a commune."""

from django.conf import settings

from places.models import Commune
from stats.scopes import Scope


def issuer_of(scope: Scope, *, by_commune: bool = False) -> dict:
    """Return the words of the head and the foot of a report, as they are today.

    ``{parent, name, symbol, place, signer_title, signer_name, recipients}``. With
    ``by_commune`` the one commune of the scope reports itself. ≤ 1 query.
    """
    issuer = dict(settings.REPORT_ISSUER)
    if not by_commune or scope.commune_codes is None or len(scope.commune_codes) != 1:
        return issuer
    commune = Commune.objects.filter(code__in=scope.commune_codes).first()
    if commune is None:
        return issuer
    return issuer | {
        "name": f"UBND {commune.title}".upper(),
        "symbol": "BC-UBND",
        "place": commune.name,
        "signer_title": "CHỦ TỊCH",
        "signer_name": "",
        "recipients": [issuer["name"].title(), "Lưu: VT"],
    }
