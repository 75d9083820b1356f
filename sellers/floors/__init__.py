"""Other floors on which a seller offers the same goods: one stock, told apart by floor."""
