"""The rows of planning."""

from __future__ import annotations

from planning.models.calendar_feed import CalendarEntry, CalendarFeed
from planning.models.claimable import Claimable, JobQuerySet
from planning.models.client_letter import ClientLetter, LetterBatch
from planning.models.closing_jobs import ClosingCertificate, ClosingRun, RunPerson
from planning.models.job import FirmJob, Job
from planning.models.ledger import (
    CustodianFigure,
    MissedCase,
    PlannedPayment,
    Task,
    Verification,
    YearClosing,
)
from planning.models.letter import Letter
from planning.models.opportunity import Opportunity, OpportunityStamp
from planning.models.plan_version import (
    PlanDifference,
    PlanPdf,
    PlanRun,
    PlanVersion,
)
from planning.models.portal import PortalAct, PortalAsk
from planning.models.reminders import (
    Digest,
    LetterNotice,
    Reminder,
    ReminderRound,
    ReminderSettings,
)
from planning.models.roadmap_answer import RoadmapAnswer
from planning.models.roadmap_run import RoadmapRun
from planning.models.saved_view import SavedView
from planning.models.scenario import Scenario, ScenarioComparison
from planning.models.standing import Standing, StandingStamp
from planning.models.worklist import WorkAct, WorkActItem

__all__ = [
    "CalendarEntry",
    "CalendarFeed",
    "Claimable",
    "ClientLetter",
    "ClosingCertificate",
    "ClosingRun",
    "CustodianFigure",
    "Digest",
    "FirmJob",
    "Job",
    "JobQuerySet",
    "Letter",
    "LetterBatch",
    "LetterNotice",
    "MissedCase",
    "Opportunity",
    "OpportunityStamp",
    "PlanDifference",
    "PlanPdf",
    "PlanRun",
    "PlanVersion",
    "PlannedPayment",
    "PortalAct",
    "PortalAsk",
    "Reminder",
    "ReminderRound",
    "ReminderSettings",
    "RoadmapAnswer",
    "RoadmapRun",
    "RunPerson",
    "SavedView",
    "Scenario",
    "ScenarioComparison",
    "Standing",
    "StandingStamp",
    "Task",
    "Verification",
    "WorkAct",
    "WorkActItem",
    "YearClosing",
]
