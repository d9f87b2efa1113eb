"""The demo firm as many tests begin with it: seeded once by a process."""

from __future__ import annotations

from planning.demo import seed_demo
from tests.remembered import remembered

demo_firm = remembered(seed_demo, as_of_now=False)
