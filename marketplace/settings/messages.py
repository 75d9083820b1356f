"""Messages: who carries them to a phone, and how an order that waits climbs to a person."""

from pathlib import Path

import environ

_env = environ.Env()
environ.Env.read_env(Path(__file__).resolve().parent.parent.parent / ".env")

MESSAGE_BACKEND = _env("MESSAGE_BACKEND", default="jobs.messages.FileBackend")
#: Providers of ``jobs.gateways.GatewayBackend``, first choice first: see docs/operations.md.
MESSAGE_GATEWAYS = _env.json("MESSAGE_GATEWAYS", default=[])
#: Hosts that messages may be sent to; a gateway elsewhere is refused at the start.
MESSAGE_HOSTS = _env.list("MESSAGE_HOSTS", default=[])
#: Channels that carry a message which names none, in the order in which they are tried.
MESSAGE_CHANNELS = _env.list("MESSAGE_CHANNELS", default=["sms", "zalo"])

#: When a seller who has not answered is told in which way, counted from the order.
NOTICE_LADDER = _env("NOTICE_LADDER", default="sms:0,zalo:0,voice:45m,contact:2h,operator:4h")
#: Local hours without automatic calls and without news of reports to desks; empty: none.
NOTICE_QUIET = _env("NOTICE_QUIET", default="21:00-06:30")
#: Secrets of the voice gateway that tells which key was pressed, the new one first.
VOICE_ANSWER_SECRETS = _env.list("VOICE_ANSWER_SECRETS", default=[])

#: One-time codes of 24 hours that the platform pays for; 0: as many as are asked for. From half of
#: it on a network gets few, so that who floods does not use up what is everybody's.
CODES_A_DAY = _env.int("CODES_A_DAY", default=5000)
