"""What the API does again and again."""

from api import idempotency
from jobs.periodic import periodic

periodic(seconds=3600, name="api.forget_old_answers")(idempotency.forget_old)
