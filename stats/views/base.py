"""Who may open the officials' pages, and the words of a query that they share."""

from django.core.exceptions import PermissionDenied

from accounts.roles import RoleRequiredMixin
from common.snapshot import snapshot
from stats import draining, kept, queries
from stats.asking import read_asked
from stats.links import Links
from stats.period import KINDS, read_period
from stats.scopes import Scope, scope_of

#: Words that the next page keeps.
WORDS = ("ky", "tu", "den", "nhom", "sao", "kenh")


class OfficialMixin(RoleRequiredMixin):
    """Give the view the scope of an official or operator; who has none gets 403."""

    scope: Scope
    #: Further query words of the page, kept by its own links.
    own_words: tuple[str, ...] = ()

    def dispatch(self, request, *args, **kwargs):
        """Find the scope of the user, then bring the figures up to date."""
        scope = scope_of(request.user)
        if scope is None:
            raise PermissionDenied
        self.scope = scope
        draining.read_repair()
        # Before any figure is read: what is read later may only be newer.
        self.freshness = queries.freshness()
        return super().dispatch(request, *args, **kwargs)

    def require(self, commune_code: str) -> None:
        """Refuse a commune outside the scope; that it exists is no secret."""
        if not self.scope.covers(commune_code):
            raise PermissionDenied

    @property
    def words(self) -> dict[str, str]:
        """Return the query words that the next page should keep.

        A month, quarter or year that was chosen wins over the days of the page before.
        """
        asked = self.request.GET
        words = {word: asked[word] for word in WORDS if asked.get(word)}
        if words.get("ky") in KINDS and "tu" in words:
            words.pop("tu")
            words.pop("den", None)
        return words

    @property
    def own(self) -> dict[str, str]:
        """Return the further words of this page."""
        asked = self.request.GET
        return {word: asked[word] for word in self.own_words if asked.get(word)}

    @property
    def links(self) -> Links:
        """Return where figures lead, with the words of this page that others know."""
        return Links(self.words)

    @property
    def own_links(self) -> Links:
        """Return links that keep the further words of this page as well."""
        return Links(self.words | self.own)

    @property
    def period(self):
        """Return the period that is asked for."""
        return read_period(self.words)

    @property
    def asked(self):
        """Return the goods that are asked for."""
        return read_asked(self.words)

    def kept(self, compute, *more: object) -> dict:
        """Return a context for these words and this scope, computed once per state of the cells."""
        words = tuple(sorted((self.words | self.own).items()))
        codes = self.scope.commune_codes
        scope = None if codes is None else tuple(sorted(codes))
        with snapshot():
            return kept.kept((type(self).__name__, scope, words, *more), compute)

    def summary(self, scope: Scope):
        """Return the summary for the query words."""
        return queries.summary(
            scope=scope, period=self.period, asked=self.asked, up_to=self.freshness
        )
