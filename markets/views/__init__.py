"""Pages of markets: for shoppers, for traders, for boards."""
