"""Reports and files of figures: one payload of plain values, and each format drawn from it."""
