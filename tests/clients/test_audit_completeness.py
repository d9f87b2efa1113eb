"""A day at the firm, replayed: each act on it leaves exactly one event, and no other comes."""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from clients import audit
from clients.mail.sending import send_mail
from clients.models import AuditAct, AuditEvent, Invitation
from tests.cast import Story, sign_in

Deed = tuple[Callable[[], object], AuditAct, str]


def test_each_act_of_a_day_leaves_one_event(story: Story) -> None:
    cache.clear()
    owner, advisor = (sign_in(story.users[person]) for person in ("owner", "advisor"))
    west, compliance = (
        sign_in(story.users[person]) for person in ("other_team_advisor", "compliance")
    )
    household = reverse("planning:household", args=[story.household.pk])
    plan = reverse("planning:plan_facts", args=[story.household.pk])
    roof = {"name": "Roof", "kind": "expense", "year": "2150", "amount": "30000"}
    invite = {"email": "nell@new.example", "role": "advisor"}
    wrong = {"login": story.users["advisor"].email, "password": "wrong"}
    deeds: list[Deed] = [
        (lambda: Client().post(reverse("account_login"), wrong), AuditAct.SIGN_IN_FAILED, "user"),
        (lambda: advisor.get(household), AuditAct.READ, "household"),
        (lambda: west.get(household), AuditAct.DENIED, ""),
        (lambda: advisor.get(reverse("clients:audit")), AuditAct.DENIED, ""),
        (lambda: compliance.get(reverse("clients:audit")), AuditAct.READ, ""),
        (lambda: compliance.get(reverse("clients:audit_export")), AuditAct.EXPORTED, ""),
        (lambda: owner.post(reverse("clients:new_team"), {"name": "North"}), AuditAct.CREATED,
         "team"),
        (lambda: owner.post(reverse("clients:team", args=[story.team.pk]), {"name": "Harbor"}),
         AuditAct.CHANGED, "team"),
        (lambda: owner.post(reverse("clients:invite"), invite), AuditAct.CREATED, "invitation"),
        (lambda: send_mail(Invitation.objects.get().mail_id), AuditAct.MAILED, "mail"),
        (lambda: advisor.get(plan), AuditAct.READ, "household"),
        (lambda: advisor.post(f"{plan}spending/", {"annual": "90000", "profile": "level"}),
         AuditAct.CREATED, "spending"),
        (lambda: advisor.post(f"{plan}goals/new/", roof), AuditAct.CREATED, "goal"),
        (lambda: advisor.post(f"{plan}limits/", {"max_irmaa_tier": "1"}), AuditAct.CREATED,
         "limits"),
        (lambda: advisor.post(f"{plan}assumptions/", {"inflation": "3"}), AuditAct.CREATED,
         "assumptions"),
        (lambda: owner.post(reverse("planning:firm_assumptions"), {"inflation": "2"}),
         AuditAct.CREATED, "firmassumptions"),
        (lambda: advisor.post(reverse("account_logout")), AuditAct.SIGN_OUT, ""),
    ]  # fmt: skip
    for number, (do, _act, _kind) in enumerate(deeds, start=1):
        do()
        assert AuditEvent.objects.count() == number, deeds[number - 1][1:]
    written = AuditEvent.objects.order_by("pk").values_list("act", "object_type")
    assert list(written) == [(act.value, kind) for _do, act, kind in deeds]
    assert audit.verify(story.firm) == []
