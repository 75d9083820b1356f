"""OpenID Connect: this market as a client of a provider of e-identities."""
