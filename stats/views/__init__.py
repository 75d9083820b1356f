"""The officials' pages. Each repairs the figures before it reads them."""
