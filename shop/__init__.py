"""Every Oscar fork but the catalogue."""
