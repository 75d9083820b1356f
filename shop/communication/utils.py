"""Oscar's dispatcher without e-mail: people are reached by phone, through the outbox."""

import uuid

from oscar.apps.communication import utils as core

from jobs.messages import send_message


class Dispatcher(core.Dispatcher):
    """Sends no e-mail at all; texts go through ``jobs.messages``."""

    def send_email_messages(self, recipient_email, messages, from_email=None, attachments=None):
        """Send nothing: the market knows phones, not e-mail addresses."""

    def send_user_email_messages(self, user, messages, attachments=None):
        """Send nothing: the market knows phones, not e-mail addresses."""

    def send_text_message(self, user, text_message):
        """Queue a text to the user's phone."""
        key = f"dispatcher:{user.pk}:{uuid.uuid4()}"
        return send_message(
            to_phone=user.phone, template="plain", text=text_message, dedupe_key=key
        )
