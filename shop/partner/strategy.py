"""Who may buy what, at which price: hidden goods and closed sellers cannot be bought."""

from oscar.apps.partner import availability, strategy

from shop.partner.availability import NotForSale


class MarketStrategy(
    strategy.UseFirstStockRecord,
    strategy.StockRequired,
    strategy.NoTax,
    strategy.Structured,
):
    """One stock record per product, prices include tax, and only goods in the shop window."""

    def availability_policy(self, product, stockrecord):
        """Return ``NotForSale`` for goods that the shop window does not show."""
        if stockrecord is None or not product.is_for_sale:
            return NotForSale()
        return availability.StockRequired(stockrecord.num_free)

    def fetch_for_line(self, line, stockrecord=None):
        """Price the line from its own stock record, not from the product's first one."""
        return self.fetch_for_product(line.product, line.stockrecord)


class Selector:
    """Return the one strategy of this market."""

    def strategy(self, request=None, user=None, **kwargs):
        """Return the strategy for a request or a user."""
        return MarketStrategy(request)


Default = MarketStrategy
