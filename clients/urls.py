"""The pages about a firm and its people."""

from __future__ import annotations

from django.urls import path

from clients.views import addresses, audit, firm, languages, letter_keys, sign_in, staff, teams

app_name = "clients"

urlpatterns = [
    path("invitations/<str:token>/", sign_in.accept_invitation, name="accept_invitation"),
    path("staff/", staff.staff, name="staff"),
    path("staff/invite/", staff.invite, name="invite"),
    path("staff/invitations/<uuid:invitation_id>/", staff.invite_again, name="invite_again"),
    path("staff/invitations/<uuid:invitation_id>/revoke/", staff.revoke, name="revoke"),
    path("staff/mails/<uuid:mail_id>/", staff.try_mail_again, name="try_mail_again"),
    path("staff/teams/", teams.new_team, name="new_team"),
    path("staff/teams/<uuid:team_id>/", teams.team, name="team"),
    path("staff/teams/<uuid:team_id>/archive/", teams.archive_team, name="archive_team"),
    path("staff/teams/<uuid:team_id>/use-again/", teams.use_team_again, name="use_team_again"),
    path("staff/<uuid:membership_id>/", staff.member, name="member"),
    path("staff/<uuid:membership_id>/end/", staff.end_membership, name="end_membership"),
    path(
        "staff/<uuid:membership_id>/second-factor/",
        staff.reset_second_factor,
        name="reset_second_factor",
    ),
    path(
        "staff/<uuid:membership_id>/second-factor/cancel/",
        staff.cancel_reset,
        name="cancel_reset",
    ),
    path("address/", addresses.change_address, name="change_address"),
    path("address/<str:token>/", addresses.confirm_address, name="confirm_address"),
    path("second-factor/keep/", sign_in.keep_second_factor, name="keep_second_factor"),
    path("language/", languages.choose_language, name="choose_language"),
    path("letter-keys/", letter_keys.switch_letter_keys, name="switch_letter_keys"),
    path("audit/", audit.audit, name="audit"),
    path("audit/export/", audit.audit_export, name="audit_export"),
    path("firm/", firm.firm, name="firm"),
    path("firm/logo/", firm.logo, name="logo"),
    path("firm/custodians/", firm.new_custodian, name="new_custodian"),
    path("firm/custodians/<uuid:custodian_id>/", firm.custodian, name="custodian"),
    path("firm/holidays/", firm.new_holiday, name="new_holiday"),
    path("firm/holidays/<uuid:holiday_id>/remove/", firm.remove_holiday, name="remove_holiday"),
]
