"""Hand messages to the providers of the configuration, one after the other until one has it.

Nothing here writes a phone, a text or a code down: logs and errors name gateways and reasons.
"""

import logging

from django.conf import settings

from common.phones import format_phone
from common.text import unaccented
from jobs.gateway_config import NEXT, Gateway, Sign, chain
from jobs.gateway_http import Answer, NotReached, Unclear, ask
from jobs.messages import SENT, Message, MessageRefused, Receipt

log = logging.getLogger(__name__)


class TryLater(Exception):
    """No gateway has the message yet, and one of them may take it later."""


class GatewayBackend:
    """Try the gateways of the message's channel, or of ``MESSAGE_CHANNELS``, in order.

    A gateway that cannot be reached, is busy or refuses leaves the message to the next one. One
    that was reached and did not answer may have sent it: the same gateway is asked again with the
    same key, later, unless its ``unclear`` says ``next``.
    """

    def send(self, message: Message) -> Receipt:
        """Return who took the message. Raises ``TryLater`` or ``MessageRefused``."""
        channels = [message.channel] if message.channel else settings.MESSAGE_CHANNELS
        way = [g for g in chain(channels) if not g.templates or message.template in g.templates]
        reasons, may_take_later = [], False
        for gateway in way:
            try:
                answer = ask(gateway, facts_of(message, gateway))
            except NotReached as problem:
                reasons.append(f"{gateway.name}: not reached ({problem})")
                may_take_later = True
                continue
            except Unclear as problem:
                reasons.append(f"{gateway.name}: no answer ({problem})")
                may_take_later = True
                if gateway.unclear == NEXT:
                    continue
                break
            if is_taken(gateway, answer):
                reference = answer.value(gateway.reference)[:80] if gateway.reference else ""
                log.info("messages: %s took one by %s", gateway.name, gateway.channel)
                return Receipt(SENT, gateway.channel, gateway.name, reference)
            reasons.append(f"{gateway.name}: {_why(gateway, answer)}")
            may_take_later |= _is_busy(gateway, answer)
        words = "; ".join(reasons) or f"no gateway for {', '.join(channels)}"
        log.warning("messages: not sent: %s", words)
        raise (TryLater if may_take_later else MessageRefused)(words)


def facts_of(message: Message, gateway: Gateway) -> dict[str, object]:
    """Return what the templates of a gateway may name."""
    return {
        "phone": format_phone(message.to_phone).replace(" ", ""),
        "phone_84": message.to_phone.removeprefix("+"),
        "text": message.text,
        "text_ascii": unaccented(message.text),
        "template": gateway.templates.get(message.template, message.template),
        "params": message.params,
        "key": message.dedupe_key,
    }


def is_taken(gateway: Gateway, answer: Answer) -> bool:
    """Say whether the gateway has the message; one that it knows already counts."""
    if _shows(answer, gateway.duplicate):
        return True
    if not 200 <= answer.status < 300:
        return False
    return gateway.success is None or _shows(answer, gateway.success)


def _is_busy(gateway: Gateway, answer: Answer) -> bool:
    return answer.status in gateway.again_statuses or _shows(answer, gateway.again)


def _shows(answer: Answer, sign: Sign | None) -> bool:
    return sign is not None and answer.value(sign.at) in sign.values


def _why(gateway: Gateway, answer: Answer) -> str:
    """Return the status and the provider's code; its own words might repeat ours."""
    sign = gateway.success or gateway.again
    code = answer.value(sign.at) if sign else ""
    is_code = code.replace("-", "").replace("_", "").isalnum() and len(code) <= 6
    return f"status {answer.status}" + (f", code {code}" if is_code else "")
