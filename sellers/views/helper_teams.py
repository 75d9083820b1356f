"""Operators and officials appoint the helpers of their communes."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.views.generic import FormView, View

from accounts.roles import RoleRequiredMixin
from common.errors import BusinessRuleError
from common.text import sort_key
from sellers.helping import appointing
from sellers.helping_forms import AppointForm

PER_PAGE = 50


class TeamsMixin(RoleRequiredMixin):
    """Officials see the communes of their scope, operators all."""

    @cached_property
    def communes(self):
        """Return the communes in reach."""
        return appointing.communes_in_reach(self.request.user)

    def own_post(self, pk: int):
        """Return a post in reach; any other does not exist."""
        found = appointing.helper_posts(self.communes).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


class TeamsView(TeamsMixin, FormView):
    """The helpers by commune and team, and appointing another."""

    form_class = AppointForm
    template_name = "sellers/helper_teams.html"
    success_url = reverse_lazy("sellers:helper-teams")

    def get_form_kwargs(self):
        """Offer the communes in reach."""
        found = sorted(self.communes, key=lambda commune: sort_key(commune.name))
        choices = [(commune.code, commune.title) for commune in found]
        return super().get_form_kwargs() | {"communes": choices}

    def get_context_data(self, **kwargs):
        """Add one page of helpers."""
        posts = appointing.helper_posts(self.communes)
        page = Paginator(posts, PER_PAGE).get_page(self.request.GET.get("trang"))
        return super().get_context_data(page_obj=page, **kwargs)

    def form_valid(self, form):
        """Appoint."""
        answers = form.cleaned_data
        try:
            post = appointing.appoint(
                full_name=answers["full_name"],
                phone=answers["phone"],
                commune=self.communes.get(code=answers["commune"]),
                team=answers["team"],
                by=self.request.user,
            )
        except BusinessRuleError as refused:
            form.add_error("phone", refused.message)
            return self.form_invalid(form)
        messages.success(self.request, f"Đã giao {post.user} làm người giúp.")
        return super().form_valid(form)


class DismissView(TeamsMixin, View):
    """End a post: on a page of its own."""

    def get(self, request, pk):
        """Ask whether one is sure."""
        return render(request, "sellers/helper_dismiss.html", {"post": self.own_post(pk)})

    def post(self, request, pk):
        """End it."""
        post = self.own_post(pk)
        appointing.dismiss(post=post, by=request.user)
        messages.success(request, f"{post.user} không còn là người giúp.")
        return redirect("sellers:helper-teams")
