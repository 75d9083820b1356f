"""What is registered once Django has started."""

from jobs import outbox, periodic


def test_handlers_and_periodic_functions_are_found_without_any_worker():
    assert "message" in outbox._handlers
    assert "accounts.forget_old_codes" in periodic._registered
