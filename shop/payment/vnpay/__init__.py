"""The gateway VNPAY, version 2.1.0: going there, its notices, asking it, and a simulator of it."""
