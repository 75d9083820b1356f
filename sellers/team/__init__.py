"""People who act for a seller: their roles, invitations, handing the shop over."""
