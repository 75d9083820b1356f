"""A registered app is let in by its citizen: authorisation code with PKCE."""
