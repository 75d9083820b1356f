"""Tell a seller of an order that waits, more loudly as time passes, until somebody answers.

Every step is taken in one transaction with its message in the outbox. What takes it is a
compare-and-set on its row, so any number of workers and schedulers take it once; what finds it is
SQL, so a restart forgets nothing. An answer is read from the order itself: whoever changed it, and
however, the next step sees it.
"""

import datetime as dt
import logging

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from jobs import messages, outbox
from sellers import contacts, ladder, notice_words
from sellers.models import Notice, NoticeStep
from shop.order.models import Proposal, SellerOrder
from shop.order.states import SellerOrderState

log = logging.getLogger(__name__)
N = Notice
Channel = NoticeStep.Channel
State = NoticeStep.State
STEP_KIND = "sellers.notice-step"
FOLLOWER = "sellers.notices"
#: So many steps and endings are handled in one run.
BATCH = 200
#: A text that no provider took in this time is no news any more; the next steps are.
TEXT_GOOD_FOR = dt.timedelta(hours=6)
CALL_GOOD_FOR = dt.timedelta(minutes=30)
_SAID = {Proposal.Kind.LESS: N.Answer.LESS, Proposal.Kind.LATER: N.Answer.LATER}


@transaction.atomic
def begin(*, number: str, since: dt.datetime | None = None) -> Notice | None:
    """Open the notice of a seller order and put its steps on the clock; a second call finds it.

    The clock runs from ``since``, so that a worker that was away makes nothing later. None when
    nothing waits: a demo order, or one that is answered already.
    """
    part = SellerOrder.objects.select_for_update(of=("self",)).filter(number=number).first()
    if part is None or part.is_demo or part.state != SellerOrderState.PLACED:
        return None
    notice, is_new = Notice.objects.get_or_create(
        seller_order=part, defaults={"started_at": since or timezone.now()}
    )
    if is_new:
        _write_steps(notice, number)
    return notice


def run(now: dt.datetime | None = None) -> dict[str, int]:
    """End what is answered and take what is due; return how many of each."""
    now = now or timezone.now()
    return {"ended": end_answered(now), "taken": take_due(now)}


def take_due(now: dt.datetime) -> int:
    """Take every step whose time has come, oldest first."""
    due = NoticeStep.objects.filter(state=State.WAITING, due_at__lte=now)
    found = due.filter(notice__ended_at=None).order_by("due_at", "pk")
    taken = 0
    for step_id in list(found.values_list("pk", flat=True)[:BATCH]):
        try:
            taken += take_step(step_id=step_id, now=now)
        except Exception:  # one order must not stop the others
            log.exception("notices: step %s failed", step_id)
    return taken


@transaction.atomic
def take_step(*, step_id: int, now: dt.datetime | None = None) -> bool:
    """Take one step if it is due and nobody has answered; say whether this call took it."""
    now = now or timezone.now()
    step = NoticeStep.objects.select_related("notice").filter(pk=step_id).first()
    if step is None or step.state != State.WAITING or step.due_at > now:
        return False
    # Who confirms at this moment waits, or is seen.
    parts = SellerOrder.objects.select_for_update(of=("self",)).select_related("partner__commune")
    part = parts.get(pk=step.notice.seller_order_id)
    if _end_if_answered(step.notice, part, now):
        return False
    allowed_at = ladder.when_allowed(step.channel, now, _quiet())
    if allowed_at > now:
        _hold_back(step, allowed_at)
        return False
    if not _claim(step, now):
        return False
    _DO[step.channel](step, part)
    return True


def end_answered(now: dt.datetime) -> int:
    """Close notices whose order was answered on a page, or called off."""
    is_asked = Proposal.objects.filter(
        seller_order=OuterRef("seller_order"),
        kind__in=_SAID,
        made_at__gte=OuterRef("started_at"),
    )
    over = Notice.objects.filter(ended_at=None).filter(
        ~Q(seller_order__state=SellerOrderState.PLACED) | Exists(is_asked)
    )
    ended = 0
    for notice in over.select_related("seller_order").order_by("started_at")[:BATCH]:
        ended += _end_if_answered(notice, notice.seller_order, now)
    return ended


@transaction.atomic
def end(
    notice: Notice,
    *,
    ending: str,
    answer: str = "",
    via: str = "",
    actor=None,
    note: str = "",
    at: dt.datetime | None = None,
) -> bool:
    """Close a notice and drop the steps still to come; only the first of several callers gets True.

    What is said first counts: a notice that has ended stays as it is.
    """
    first = Notice.objects.filter(pk=notice.pk, ended_at=None).update(
        ended_at=at or timezone.now(),
        ending=ending,
        answer=answer,
        via=via,
        ended_by=actor,
        note=note[:200],
    )
    if first:
        notice.steps.filter(state=State.WAITING).update(state=State.DROPPED)
    return bool(first)


def message_key(step_id: int) -> str:
    """Return the key under which the message of a step is sent once."""
    return f"order-notice:{step_id}"


def is_wanted(key: str) -> bool:
    """Say whether the message of a step should still leave."""
    step = NoticeStep.objects.filter(pk=_step_id(key), notice__ended_at=None)
    waits = step.filter(notice__seller_order__state=SellerOrderState.PLACED).first()
    if waits is None:
        return False
    return ladder.when_allowed(waits.channel, timezone.now(), _quiet()) <= timezone.now()


def note_receipt(key: str, receipt: messages.Receipt) -> None:
    """Write down how the message of a step went."""
    step = NoticeStep.objects.filter(pk=_step_id(key), state=State.QUEUED)
    is_sent = receipt.outcome == messages.SENT
    step.update(
        state=receipt.outcome,
        provider=receipt.provider[:40],
        reference=receipt.reference[:80],
        sent_at=timezone.now() if is_sent else None,
    )


def _write_steps(notice: Notice, number: str) -> None:
    rungs = ladder.parse_ladder(settings.NOTICE_LADDER)
    times = ladder.schedule(rungs, started_at=notice.started_at, quiet=_quiet())
    NoticeStep.objects.bulk_create(
        NoticeStep(notice=notice, position=place, channel=rung.channel, due_at=at)
        for place, (rung, at) in enumerate(zip(rungs, times, strict=True))
    )
    for step in notice.steps.all():
        outbox.enqueue(
            kind=STEP_KIND,
            dedupe_key=f"notice-step:{number}:{step.position}",
            payload={"step": step.pk},
            not_before=step.due_at,
        )


def _claim(step: NoticeStep, now: dt.datetime) -> bool:
    """Take the step by a conditional UPDATE; only one of several callers gets it."""
    waiting = NoticeStep.objects.filter(pk=step.pk, state=State.WAITING)
    step.state, step.taken_at = State.QUEUED, now
    return bool(waiting.update(state=State.QUEUED, taken_at=now))


def _hold_back(step: NoticeStep, until: dt.datetime) -> None:
    """Move this step and those after it to the end of the quiet hours."""
    later = step.notice.steps.filter(state=State.WAITING, position__gte=step.position)
    later.update(due_at=F("due_at") + (until - step.due_at))


def _end_if_answered(notice: Notice, part: SellerOrder, now: dt.datetime) -> bool:
    S = SellerOrderState
    if part.state == S.CANCELLED:
        return end(notice, ending=N.Ending.CALLED_OFF, at=part.cancelled_at or now)
    if part.state != S.PLACED:
        answered = {"answer": N.Answer.HAVE, "at": part.confirmed_at or now}
        return end(notice, ending=N.Ending.ANSWERED, via=N.Via.PAGE, **answered)
    asked = Proposal.objects.filter(
        seller_order=part, kind__in=_SAID, made_at__gte=notice.started_at
    )
    if said := asked.order_by("pk").first():
        answered = {"answer": _SAID[said.kind], "at": said.made_at, "actor": said.made_by}
        return end(notice, ending=N.Ending.ANSWERED, via=N.Via.PAGE, **answered)
    return False


def _tell_seller(step: NoticeStep, part: SellerOrder) -> None:
    if not part.partner.phone:
        _set_nobody(step)
        return
    _send(
        step,
        to_phone=part.partner.phone,
        channel=step.channel,
        template="order-to-confirm",
        text=notice_words.text_of(step, part),
        params=notice_words.params_of(step, part),
        expires_at=_good_until(step),
    )


def _tell_contact(step: NoticeStep, part: SellerOrder) -> None:
    contact = contacts.contact_of(part.partner)
    if contact is None:
        _set_nobody(step)
        return
    _send(
        step,
        to_phone=contact.phone,
        template="order-unanswered-contact",
        text=notice_words.contact_text(part, step.notice.started_at),
        expires_at=_good_until(step),
    )


def _put_on_list(step: NoticeStep, part: SellerOrder) -> None:
    """Show the order on the operators' list, which reads these rows."""
    NoticeStep.objects.filter(pk=step.pk).update(state=State.SENT, sent_at=step.taken_at)


def _send(step: NoticeStep, *, to_phone: str, **message) -> None:
    NoticeStep.objects.filter(pk=step.pk).update(to_phone=to_phone)
    messages.send_message(
        to_phone=to_phone, dedupe_key=message_key(step.pk), followed_by=FOLLOWER, **message
    )


def _set_nobody(step: NoticeStep) -> None:
    NoticeStep.objects.filter(pk=step.pk).update(state=State.NOBODY)


def _good_until(step: NoticeStep) -> dt.datetime:
    """Return when the message is stale: a call that waited for its provider rings no more."""
    is_loud = step.channel in ladder.LOUD
    end_of_news = step.taken_at + (CALL_GOOD_FOR if is_loud else TEXT_GOOD_FOR)
    quiet_at = ladder.quiet_begins(step.channel, step.taken_at, _quiet())
    return min(end_of_news, quiet_at) if quiet_at else end_of_news


def _quiet() -> ladder.Quiet | None:
    return ladder.parse_quiet(settings.NOTICE_QUIET)


def _step_id(key: str) -> int:
    return int(key.rpartition(":")[2])


_DO = {
    Channel.SMS: _tell_seller,
    Channel.ZALO: _tell_seller,
    Channel.VOICE: _tell_seller,
    Channel.CONTACT: _tell_contact,
    Channel.OPERATOR: _put_on_list,
}
