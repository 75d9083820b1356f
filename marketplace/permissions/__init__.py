"""Who may do what: one matrix as data; the gate, a check, the tests and the document read it."""
