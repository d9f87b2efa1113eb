"""What is done with letters, certificates, roadmaps and plans: asked for, made, swept."""

from __future__ import annotations

from planning.services.certificates import (
    build_certificate,
    request_certificate,
    sweep_certificates,
)
from planning.services.client_letters import (
    build_client_letter,
    request_client_letter,
    sweep_client_letters,
)
from planning.services.closing_runs import (
    cancel_run,
    request_next,
    request_review,
    sweep_runs,
    work_on_run,
)
from planning.services.jobs import LetterRefusedError
from planning.services.letter_batches import (
    cancel_batch,
    request_batch,
    sweep_batches,
    work_on_batch,
)
from planning.services.letters import build_letter, purge_letters, request_letter, sweep_letters
from planning.services.plan_differences import (
    request_plan_difference,
    sweep_plan_differences,
    work_on_plan_difference,
)
from planning.services.plan_pdfs import (
    build_plan_file,
    lacks_a_file,
    request_plan_files,
    sweep_plan_files,
)
from planning.services.plan_runs import (
    cancel_plan,
    request_plan,
    request_rebuilding,
    sweep_plans,
    work_on_plan,
)
from planning.services.plan_versions import review_plan, send_plan_back
from planning.services.portal import (
    ONLY_WHEN_ASKED,
    act_in_portal,
    put_ask,
    settle_act,
    withdraw_ask,
)
from planning.services.roadmap_answers import request_answer, sweep_answers, work_on_answer
from planning.services.roadmap_runs import (
    cancel_roadmap,
    next_proof,
    request_roadmap,
    sweep_roadmaps,
    work_on_roadmap,
)
from planning.services.saved_views import keep_view, remove_view, rename_view
from planning.services.scenarios import (
    change_scenario,
    give_scenario_up,
    keep_comparison,
    make_scenario,
    run_scenario,
)

__all__ = [
    "ONLY_WHEN_ASKED",
    "LetterRefusedError",
    "act_in_portal",
    "build_certificate",
    "build_client_letter",
    "build_letter",
    "build_plan_file",
    "cancel_batch",
    "cancel_plan",
    "cancel_roadmap",
    "cancel_run",
    "change_scenario",
    "give_scenario_up",
    "keep_comparison",
    "keep_view",
    "lacks_a_file",
    "make_scenario",
    "next_proof",
    "purge_letters",
    "put_ask",
    "remove_view",
    "rename_view",
    "request_answer",
    "request_batch",
    "request_certificate",
    "request_client_letter",
    "request_letter",
    "request_next",
    "request_plan",
    "request_plan_difference",
    "request_plan_files",
    "request_rebuilding",
    "request_review",
    "request_roadmap",
    "review_plan",
    "run_scenario",
    "send_plan_back",
    "settle_act",
    "sweep_answers",
    "sweep_batches",
    "sweep_certificates",
    "sweep_client_letters",
    "sweep_letters",
    "sweep_plan_differences",
    "sweep_plan_files",
    "sweep_plans",
    "sweep_roadmaps",
    "sweep_runs",
    "withdraw_ask",
    "work_on_answer",
    "work_on_batch",
    "work_on_plan",
    "work_on_plan_difference",
    "work_on_roadmap",
    "work_on_run",
]
