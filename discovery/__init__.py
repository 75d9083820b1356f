"""What machines read of the shop: heads of pages, structured data, sitemaps, feeds of goods."""
