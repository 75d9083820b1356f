"""The next release as an app: one migration that adds a column to the table of orders."""
