"""The tax of any number of returns: federal, state, Medicare, health insurance."""

from __future__ import annotations

from planning.engine.tax.federal import FederalTax, federal_tax
from planning.engine.tax.irmaa import MedicarePremiums, medicare
from planning.engine.tax.marginal import marginal_rate
from planning.engine.tax.marginal_map import Stretch, marginal_map
from planning.engine.tax.premium_credit import PremiumCredit, premium_credit
from planning.engine.tax.state.tax import StateTax, state_tax
from planning.engine.tax.units import TaxUnits, tax_units

__all__ = [
    "FederalTax",
    "MedicarePremiums",
    "PremiumCredit",
    "StateTax",
    "Stretch",
    "TaxUnits",
    "federal_tax",
    "marginal_map",
    "marginal_rate",
    "medicare",
    "premium_credit",
    "state_tax",
    "tax_units",
]
