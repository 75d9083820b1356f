"""Who a person is: users by phone, one-time codes, roles with a scope and an end."""
