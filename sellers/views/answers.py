"""Answers without signing in: the page of a message's link, and the keys of a call."""

import logging

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.generic import View

from common.errors import BusinessRuleError
from sellers import answer_links, answering, voice_answers
from sellers.models import Notice
from sellers.views.message_links import behind_token

log = logging.getLogger(__name__)
A = Notice.Answer


@method_decorator(never_cache, name="dispatch")
class AnswerView(View):
    """Show one order with three buttons. Looking changes nothing, also for robots."""

    def get(self, request, token):
        """Ask."""
        step = behind_token(request, token, answer_links.step_of)
        return self.show(request, token, step)

    def show(self, request, token, step, problem="", status=200):
        """Render the question, or that it is over."""
        is_open = answering.is_open(step)
        context = {
            "token": token,
            "problem": problem,
            "question": answering.question_of(step) if is_open else None,
            "is_confirmed": step.notice.answer == A.HAVE,
            "is_tour": step.notice.seller_order.tour_on is not None,
            "number": step.notice.seller_order.number,
            "order_url": f"/ban-hang/don-hang/{step.notice.seller_order.number}/",
        }
        response = render(request, "sellers/answer.html", context, status=status)
        response["X-Robots-Tag"] = "noindex"
        return response

    def post(self, request, token):
        """Confirm, or lead to the page where the rest is said after signing in."""
        step = behind_token(request, token, answer_links.step_of)
        said, part = request.POST.get("answer", ""), step.notice.seller_order
        if said in answering.PAGES:
            return redirect(f"/ban-hang/don-hang/{part.number}/{answering.page_of(part, said)}/")
        if said != A.HAVE:
            return self.show(request, token, step, "Bấm một trong các nút.", status=400)
        try:
            answering.confirm(step, via=Notice.Via.LINK)
        except BusinessRuleError as refused:
            step.notice.refresh_from_db()
            step.notice.seller_order.refresh_from_db()
            return self.show(request, token, step, refused.message, status=409)
        return redirect("sellers:answer", token=token)


@csrf_exempt
@never_cache
@require_POST
def voice_answer(request) -> HttpResponse:
    """Take a key that the voice gateway tells of; without a secret there is no such page."""
    if not voice_answers.is_open():
        raise Http404
    try:
        token, digit = voice_answers.read(request)
    except voice_answers.Forged:
        log.warning("notices: an answer by key is forged")
        return JsonResponse({"success": False}, status=401)
    except voice_answers.Unreadable:
        return JsonResponse({"success": False}, status=400)
    step = answer_links.step_of(token)
    if step is None:
        return JsonResponse({"success": False}, status=404)
    try:
        is_first = answering.press_key(step, digit=digit)
    except BusinessRuleError:
        # Somebody was quicker, or money is missing: nothing that a new try would change.
        is_first = False
    return JsonResponse({"success": True, "counted": is_first})
