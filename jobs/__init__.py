"""What must be done later: outbox, queue loop, heartbeat, messages. Not a word of the shop."""
