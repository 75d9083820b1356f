"""The people of a shop, for its owner; and the invitation, for who was asked."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.generic import FormView, TemplateView, View

from accounts.models import OneTimeCode
from common.errors import BusinessRuleError
from sellers.event_log import name_of
from sellers.gates import SellerRequiredMixin
from sellers.models import Membership
from sellers.team import members
from sellers.team.rules import WORDS
from sellers.team_forms import HeirForm, InviteForm, RoleForm
from sellers.views.owner_code import OwnerCodeView

LINES = 20


class TeamView(SellerRequiredMixin, TemplateView):
    """Who acts for the shop, who was asked, what was done."""

    template_name = "sellers/team.html"

    def get_context_data(self, **kwargs):
        """Add people, invitations and the last lines of the log. 3 queries."""
        people = self.seller.memberships.select_related("user").order_by("id")
        waiting = self.seller.invitations.filter(ended_at=None, expires_at__gt=timezone.now())
        labels = dict(Membership.Role.choices)
        return super().get_context_data(
            people=[(one, name_of(one.user)) for one in people],
            waiting=[(one, labels.get(one.role, "")) for one in waiting],
            events=self.seller.events.all()[:LINES],
            **kwargs,
        )


class InviteView(SellerRequiredMixin, FormView):
    """Ask somebody by phone."""

    form_class = InviteForm
    template_name = "sellers/team_invite.html"

    def form_valid(self, form):
        """Send the question."""
        try:
            members.invite(seller=self.seller, actor=self.request.user, **form.cleaned_data)
        except BusinessRuleError as refused:
            form.add_error("phone", refused.message)
            return self.form_invalid(form)
        messages.success(self.request, "Đã mời. Người đó đồng ý thì hiện ở đây.")
        return redirect("sellers:team")


class CancelView(SellerRequiredMixin, View):
    """Take an invitation back."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Take it back; one that is gone is gone."""
        members.cancel(seller=self.seller, pk=pk, actor=request.user)
        messages.success(request, "Đã rút lời mời.")
        return redirect("sellers:team")


class OwnMemberMixin(SellerRequiredMixin):
    """Pages about one member of the own team, not its owner."""

    def own_member(self, pk: int) -> Membership:
        """Return the member; any other, and the owner, do not exist here."""
        others = self.seller.memberships.exclude(role=Membership.Role.OWNER)
        found = others.select_related("user", "seller__partner").filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


class MemberView(OwnMemberMixin, View):
    """Change what a member does."""

    def get(self, request, pk):
        """Show the roles."""
        member = self.own_member(pk)
        return self.show(member, RoleForm(initial={"role": member.role}))

    def post(self, request, pk):
        """Give the role."""
        member, form = self.own_member(pk), RoleForm(request.POST)
        if not form.is_valid():
            return self.show(member, form)
        members.change_role(member=member, role=form.cleaned_data["role"], actor=request.user)
        messages.success(request, f"Đã đổi việc của {name_of(member.user)}.")
        return redirect("sellers:team")

    def show(self, member, form):
        """Render the page."""
        context = {"member": member, "name": name_of(member.user), "form": form}
        return render(self.request, "sellers/team_member.html", context)


class RemoveView(OwnMemberMixin, View):
    """Take a member out: on a page of its own."""

    def get(self, request, pk):
        """Ask whether one is sure."""
        name = name_of(self.own_member(pk).user)
        context = {
            "title": f"Bỏ {name} ra?",
            "lead": "Người này không vào được gian hàng nữa, ngay từ bây giờ.",
            "button": "Bỏ ra",
            "is_danger": True,
            "back_url": f"/ban-hang/nhom/{pk}/",
        }
        return render(request, "sellers/order_step.html", context)

    def post(self, request, pk):
        """Take the person out."""
        member = self.own_member(pk)
        members.remove(member=member, actor=request.user)
        messages.success(request, f"{name_of(member.user)} không còn làm ở gian hàng.")
        return redirect("sellers:team")


class LeaveView(SellerRequiredMixin, View):
    """Stop acting for a shop, as a member."""

    def get(self, request):
        """Ask whether one is sure; the owner hands the shop over instead."""
        if self.member.role == Membership.Role.OWNER:
            return redirect("sellers:team")
        context = {
            "title": f"Thôi làm ở {self.seller.partner.name}?",
            "lead": "Muốn vào lại thì chủ gian hàng phải mời lại.",
            "button": "Thôi làm",
            "is_danger": True,
            "back_url": "/ban-hang/",
        }
        return render(request, "sellers/order_step.html", context)

    def post(self, request):
        """Leave."""
        try:
            members.remove(member=self.member, actor=request.user)
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
            return redirect("sellers:team")
        messages.success(request, "Đã thôi làm ở gian hàng.")
        return redirect("sellers:register")


class HandOverView(OwnerCodeView):
    """Make another member the owner, with a code of the owner's phone."""

    purpose = OneTimeCode.Purpose.HAND_OVER
    template_name = "sellers/team_hand_over.html"

    def others(self):
        """Return who could become the owner."""
        others = self.seller.memberships.exclude(role=Membership.Role.OWNER)
        return list(others.select_related("user").order_by("id"))

    def form_for(self, data=None):
        """Return the choice among the members."""
        return HeirForm(data, members=self.others())

    def do(self, form) -> str:
        """Hand the shop over."""
        heir = self.seller.memberships.select_related("user").get(pk=form.cleaned_data["member"])
        members.hand_over(seller=self.seller, to=heir, actor=self.request.user)
        messages.success(self.request, f"{name_of(heir.user)} nay là chủ gian hàng.")
        return "sellers:home"

    def words(self) -> dict:
        """Add whether there is anybody."""
        return super().words() | {"has_others": bool(self.others())}


class InvitationsView(LoginRequiredMixin, View):
    """What the signed-in phone was asked; yes or no."""

    def get(self, request):
        """Show the questions."""
        rows = [
            (one, Membership.Role(one.role).label, WORDS.get(one.role, ""))
            for one in members.open_invitations(request.user)
        ]
        return render(request, "sellers/invitations.html", {"rows": rows})

    def post(self, request):
        """Answer one."""
        typed = request.POST.get("invitation", "")
        is_number = typed.isascii() and typed.isdigit() and len(typed) < 18
        asked = members.open_invitations(request.user)
        invitation = asked.filter(pk=int(typed)).first() if is_number else None
        if invitation is None:
            raise Http404
        try:
            if request.POST.get("viec") != "dong-y":
                members.decline(invitation=invitation, user=request.user)
                messages.success(request, "Đã từ chối.")
                return redirect("sellers:invitations")
            members.accept(invitation=invitation, user=request.user)
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
            return redirect("sellers:invitations")
        messages.success(request, f"Đã vào gian hàng {invitation.seller.partner.name}.")
        return redirect("sellers:home")
