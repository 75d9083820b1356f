"""The programs that act for a person: see them, end them."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View

from accounts import programs
from accounts.models import ProgramAccess


@method_decorator(never_cache, name="dispatch")
class ProgramsView(LoginRequiredMixin, TemplateView):
    """List the programs that may act for this person."""

    template_name = "accounts/programs.html"

    def get_context_data(self, **kwargs):
        """Add one row for each place where a program is signed in."""
        rows = [
            {
                "pk": row.pk,
                "client": row.client,
                "is_registered": bool(row.client_id),
                "may": [ProgramAccess.Right(right).label for right in row.rights],
                "begun_at": row.begun_at,
                "used_at": row.used_at,
            }
            for row in programs.open_accesses(self.request.user)
        ]
        return super().get_context_data(programs=rows, **kwargs)


class EndView(LoginRequiredMixin, View):
    """End what one program may do."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """End it and go back to the list; that of somebody else does not exist."""
        mine = ProgramAccess.objects.filter(user=request.user, pk=pk).first()
        if mine is None:
            raise Http404
        programs.end(user=request.user, pk=pk)
        messages.success(request, f"Đã cho thoát “{mine.client}”.")
        return redirect("accounts:programs")
