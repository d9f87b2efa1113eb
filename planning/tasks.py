"""What the worker is told to do: an id in, one call of a service."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task
from celery.signals import worker_ready

from clients.doorbell import Doorbell
from clients.mail.tasks import sweep_mails
from clients.models import Firm
from planning import opportunities, services, standings
from planning.reminders import rounds
from planning.reminders.demonstration import release_a_plan

MOST_OF_A_PLAN = 15 * 60  # seconds: a proof, and every scenario and mishap planned anew


@shared_task(base=Doorbell)
def build_letter(letter_id: str) -> None:
    services.build_letter(UUID(letter_id))


@shared_task(base=Doorbell)
def build_client_letter(letter_id: str) -> None:
    services.build_client_letter(UUID(letter_id))


@shared_task(base=Doorbell)
def work_on_batch(batch_id: str) -> None:
    """Take one turn and ring for the next, behind whatever else was asked for meanwhile."""
    if services.work_on_batch(UUID(batch_id)):
        work_on_batch.delay(batch_id)


@shared_task(base=Doorbell)
def build_certificate(certificate_id: str) -> None:
    services.build_certificate(UUID(certificate_id))


@shared_task(base=Doorbell)
def work_on_run(run_id: str) -> None:
    """Take one turn and ring for the next, behind whatever else was asked for meanwhile."""
    if services.work_on_run(UUID(run_id)):
        work_on_run.delay(run_id)


@shared_task(base=Doorbell)
def work_on_roadmap(run_id: str) -> None:
    """Take one turn; its proof, or the next that waits for one, comes behind whatever else."""
    if services.work_on_roadmap(UUID(run_id)):
        work_on_roadmap.delay(run_id)
    elif waiting := services.next_proof():
        work_on_roadmap.delay(str(waiting))


@shared_task(base=Doorbell)
def work_on_answer(answer_id: str) -> None:
    services.work_on_answer(UUID(answer_id))


@shared_task(base=Doorbell, time_limit=MOST_OF_A_PLAN)
def work_on_plan(run_id: str) -> None:
    """Work a plan out; its PDFs come behind whatever else was asked for meanwhile."""
    for pdf_id in services.work_on_plan(UUID(run_id)):
        build_plan_file.delay(str(pdf_id))


@shared_task(base=Doorbell, time_limit=MOST_OF_A_PLAN)
def work_on_plan_difference(difference_id: str) -> None:
    services.work_on_plan_difference(UUID(difference_id))


@shared_task(base=Doorbell)
def build_plan_file(pdf_id: str) -> None:
    services.build_plan_file(UUID(pdf_id))


@shared_task(base=Doorbell)
def sweep_letters() -> None:
    for letter_id in services.sweep_letters():
        build_letter.delay(str(letter_id))
    for letter_id in services.sweep_client_letters():
        build_client_letter.delay(str(letter_id))
    for batch_id in services.sweep_batches():
        work_on_batch.delay(str(batch_id))
    for certificate_id in services.sweep_certificates():
        build_certificate.delay(str(certificate_id))
    for run_id in services.sweep_runs():
        work_on_run.delay(str(run_id))
    for roadmap_id in services.sweep_roadmaps():
        work_on_roadmap.delay(str(roadmap_id))
    for answer_id in services.sweep_answers():
        work_on_answer.delay(str(answer_id))
    for plan_id in services.sweep_plans():
        work_on_plan.delay(str(plan_id))
    for pdf_id in services.sweep_plan_files():
        build_plan_file.delay(str(pdf_id))
    for difference_id in services.sweep_plan_differences():
        work_on_plan_difference.delay(str(difference_id))


@shared_task(base=Doorbell)
def work_out_book(firm_id: str, year: int) -> None:
    """Work for a turn, then ring for the next, so that no task is long."""
    if standings.work_for_a_turn(UUID(firm_id), year):
        work_out_book.delay(firm_id, year)


@shared_task(base=Doorbell)
def sweep_books() -> None:
    for firm_id, year in standings.books_to_work_out():
        work_out_book.delay(str(firm_id), year)


@shared_task(base=Doorbell)
def work_out_opportunities(firm_id: str) -> None:
    """Work for a turn, then ring for the next, so that no task is long."""
    if opportunities.work_for_a_turn(UUID(firm_id)):
        work_out_opportunities.delay(firm_id)


@shared_task(base=Doorbell)
def sweep_opportunities() -> None:
    for firm_id in opportunities.books_to_work_out():
        work_out_opportunities.delay(str(firm_id))


@shared_task(base=Doorbell)
def plan_reminders() -> None:
    rounds.go_round()


@shared_task(base=Doorbell)
def audit_reminders() -> None:
    rounds.audit_all()


@shared_task(base=Doorbell, time_limit=MOST_OF_A_PLAN)
def show_demo_plan() -> None:
    """Let the demo's client have a plan to read; elsewhere there is nothing to do."""
    for firm in Firm.objects.filter(is_demo=True):
        release_a_plan(firm)


@worker_ready.connect
def sweep_at_start(**_signal: object) -> None:
    """Take up what a worker before this one left, also where no beat runs."""
    sweep_letters.delay()
    sweep_books.delay()
    sweep_opportunities.delay()
    plan_reminders.delay()
    sweep_mails.delay()
    show_demo_plan.delay()
