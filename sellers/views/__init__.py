"""Pages of producers and of those who review their listings."""
