"""Farm households that were given an account: their list, their slips, their claims."""
