"""Who a seller is: kinds and what each needs, ways to prove it, the decision and its states."""
