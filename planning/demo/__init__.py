"""A book of invented households, for trying the site out and for measuring it."""

from __future__ import annotations

from planning.demo.seeding import DEMO_FIRM, is_seeded, seed_demo

__all__ = ["DEMO_FIRM", "is_seeded", "seed_demo"]
