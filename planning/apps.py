from __future__ import annotations

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "planning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand the rules of the household file and of the ledger down to whoever writes records,
        the words of reminders to whoever sends mails, and whose each row is to whoever refuses."""
        from clients.denials import HOUSEHOLD_OF
        from clients.mail.sources import sources
        from clients.models import Mail
        from clients.services import editing
        from planning.facts.checking import no_new_contradiction
        from planning.ledger.custodian_figures import ask_about_figures, questions_follow_facts
        from planning.ledger.guards import nothing_signed_off_changes
        from planning.models import (
            ClientLetter,
            ClosingCertificate,
            MissedCase,
            PlannedPayment,
            YearClosing,
        )
        from planning.reminders.client_mails import LetterNotices
        from planning.reminders.source import Reminders

        for guard in (no_new_contradiction, nothing_signed_off_changes, questions_follow_facts):
            if guard not in editing.guards:
                editing.guards.append(guard)
        if ask_about_figures not in editing.followers:
            editing.followers.append(ask_about_figures)
        for name, rows in {
            "planned_id": PlannedPayment,
            "closing_id": YearClosing,
            "certificate_id": ClosingCertificate,
            "case_id": MissedCase,
            "letter_id": ClientLetter,
        }.items():
            HOUSEHOLD_OF[name] = (rows, "household")
        sources[Mail.Kind.REMINDER] = Reminders()
        sources[Mail.Kind.LETTER] = LetterNotices()
