"""Forms about the people of a firm."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from clients.forms.once import OnceForm
from clients.invitations import invited_user
from clients.models import Firm, Invitation, Membership, Role, Team, User
from clients.teams import teams_of

STAFF_ROLES = [(role.value, role.label) for role in Role if role != Role.CLIENT]


class TeamsForm(forms.Form):
    """A role and teams, both of the firm of whoever fills it in."""

    role = forms.ChoiceField(label=_("Role"), choices=STAFF_ROLES)
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(),
        label=_("Teams"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("An advisor sees the households of their teams; the other roles see all."),
    )

    def __init__(self, *args: Any, firm: Firm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teams"].queryset = teams_of(firm)  # type: ignore[attr-defined]


class InvitationForm(TeamsForm, OnceForm):
    role = forms.ChoiceField(label=_("Role"), choices=STAFF_ROLES, initial=Role.ADVISOR)
    email = forms.EmailField(label=_("E-mail address"))
    field_order = ["email", "role", "teams"]


class MemberForm(TeamsForm):
    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        initial = {"role": membership.role, "teams": membership.teams.all()}
        super().__init__(*args, firm=membership.firm, initial=initial, **kwargs)


class AcceptanceForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """Who was invited says their name and chooses a password."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields = ["full_name"]

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        if invitation.person:
            kwargs["initial"] = {"full_name": invitation.person.name}
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        self.fields["full_name"].required = True
        self.fields["full_name"].widget.attrs["autocomplete"] = "name"
        shortest = 12 if invitation.role == Role.CLIENT else 15
        self.fields["password"].help_text = _(
            "At least %(shortest)d characters: a sentence of your own is easy to remember."
        ) % {"shortest": shortest}

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        name = self.cleaned_data.get("full_name", "")
        validate_password(password, invited_user(self.invitation, name))
        return password
