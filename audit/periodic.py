"""What the audit trail does again and again."""

from audit.sealing import seal
from jobs.periodic import periodic

periodic(seconds=15, name="audit.seal")(seal)
