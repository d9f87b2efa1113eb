"""The pages about a firm and its people."""

from __future__ import annotations

from django.urls import path

from clients.views import audit, firm, sign_in, staff

app_name = "clients"

urlpatterns = [
    path("invitations/<str:token>/", sign_in.accept_invitation, name="accept_invitation"),
    path("staff/", staff.staff, name="staff"),
    path("staff/invite/", staff.invite, name="invite"),
    path("staff/invitations/<uuid:invitation_id>/", staff.invite_again, name="invite_again"),
    path("staff/invitations/<uuid:invitation_id>/revoke/", staff.revoke, name="revoke"),
    path("staff/teams/", staff.new_team, name="new_team"),
    path("staff/<uuid:membership_id>/", staff.member, name="member"),
    path("staff/<uuid:membership_id>/end/", staff.end_membership, name="end_membership"),
    path(
        "staff/<uuid:membership_id>/second-factor/",
        staff.reset_second_factor,
        name="reset_second_factor",
    ),
    path("audit/", audit.audit, name="audit"),
    path("audit/export/", audit.audit_export, name="audit_export"),
    path("firm/", firm.firm, name="firm"),
    path("firm/logo/", firm.logo, name="logo"),
    path("firm/custodians/", firm.new_custodian, name="new_custodian"),
    path("firm/custodians/<uuid:custodian_id>/", firm.custodian, name="custodian"),
    path("firm/holidays/", firm.new_holiday, name="new_holiday"),
    path("firm/holidays/<uuid:holiday_id>/remove/", firm.remove_holiday, name="remove_holiday"),
]
