"""The words of the matrix: who is meant, on what, by which method."""

from dataclasses import dataclass
from enum import StrEnum

from accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Audience:
    """People who may pass: everybody, who is signed in, or holders of one of ``roles``."""

    words: str
    is_signed_in: bool = True
    roles: frozenset[str] = frozenset()
    is_staff: bool = False
    #: Staff pass as well, whatever their roles.
    takes_staff: bool = False
    #: Operators and staff pass without the session that the second factor opens.
    is_at_the_door: bool = False


def _holders(words: str, *roles: Role) -> Audience:
    return Audience(words, roles=frozenset(role.value for role in roles))


ANYONE = Audience("anyone", is_signed_in=False)
#: Programs of providers: no session, no token; the view checks what they signed.
PROVIDERS = Audience("providers, by signature", is_signed_in=False)
#: Programs of departments: ``api.keys`` reads the key, its rights and its reach.
KEYS = Audience("programs with a key", is_signed_in=False)
#: Programs that act for a citizen or a guest: ``api.tokens`` reads whose call it is.
PROGRAMS = Audience("programs with a token", is_signed_in=False)
SIGNED_IN = Audience("who is signed in")
#: Further down ``sellers.team.rules`` and ``sellers.helping.rules`` say which of them.
SELLERS = Audience("who acts for a shop")
HELPERS = _holders("helpers", Role.HELPER)
OFFICIALS = _holders(
    "officials and operators", Role.COMMUNE_OFFICIAL, Role.PROVINCE_OFFICIAL, Role.OPERATOR
)
#: Slips are handed out in the hamlet: no business of the province.
COMMUNE = _holders("commune officials and operators", Role.COMMUNE_OFFICIAL, Role.OPERATOR)
PROVINCE = _holders("province officials and operators", Role.PROVINCE_OFFICIAL, Role.OPERATOR)
BOARDS = _holders("market boards and operators", Role.MARKET_BOARD, Role.OPERATOR)
#: Who answers reports: each at the own desk.
DESKS = _holders(
    "officials, market boards and operators",
    Role.COMMUNE_OFFICIAL, Role.PROVINCE_OFFICIAL, Role.MARKET_BOARD, Role.OPERATOR,
)  # fmt: skip
OPERATORS = _holders("operators", Role.OPERATOR)
STAFF = Audience("staff", is_staff=True)
TEAM = Audience("operators and staff", roles=OPERATORS.roles, takes_staff=True, is_at_the_door=True)


class Scope(StrEnum):
    """Whose things a page reaches; the query of the view keeps to it, others do not exist."""

    PUBLIC = "what is public"
    OWN = "the own account"
    BROWSER = "what this browser has begun"
    ORDER = "orders of the own account or browser"
    CODE = "what the code in the address or the form stands for"
    SIGNED = "what the signature covers"
    KEY = "the rights and the reach of the key"
    CITIZEN = "the citizen or the secret that the call names"
    SHOP = "the own shop"
    HOUSEHOLDS = "households that consented"
    TEAM = "the own team's communes: names and steps of households"
    PLACES = "the own commune or province; operators: all"
    MARKETS = "the own market; operators: all"
    DESK = "what the own place or market has to answer; operators: all"
    ALL = "everything"
    MODELS = "what Django's permissions of each model allow"
    TRIAL = "nothing, unless the machine is for trying out"


@dataclass(frozen=True, slots=True)
class Row:
    """One page: who may open it, who may send to it, and whose things it reaches."""

    get: Audience | None
    post: Audience | None
    scope: Scope
    #: Programs that change and take away one thing.
    change: Audience | None = None

    def audience(self, method: str) -> Audience | None:
        """Return who may use a method; None: nobody."""
        if method in ("GET", "HEAD", "OPTIONS"):
            return self.get
        return {"POST": self.post, "PATCH": self.change, "DELETE": self.change}.get(method)

    @property
    def methods(self) -> list[str]:
        """Return the methods that somebody may use."""
        return [name for name in ("GET", "POST", "PATCH", "DELETE") if self.audience(name)]

    @property
    def anybody(self) -> Audience | None:
        """Return who may use the address at all."""
        return self.get or self.post or self.change


def page(who: Audience, scope: Scope = Scope.PUBLIC) -> Row:
    """Return the row of a page that only shows."""
    return Row(get=who, post=None, scope=scope)


def button(who: Audience, scope: Scope = Scope.PUBLIC) -> Row:
    """Return the row of an address that only takes what is sent."""
    return Row(get=None, post=who, scope=scope)


def form(who: Audience, scope: Scope = Scope.PUBLIC) -> Row:
    """Return the row of a page that shows and takes what is sent."""
    return Row(get=who, post=who, scope=scope)
