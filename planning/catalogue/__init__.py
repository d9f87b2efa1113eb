"""The sentences of the law, by code. How their numbers are written: `planning.wording`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from planning.catalogue import beneficiaries

STATUSES = {
    "undecided": _("Cannot decide yet"),
    "not_required": _("Nothing due"),
    "calculated": _("To be taken"),
    "planned": _("Planned"),
    "ordered": _("Ordered"),
    "paid": _("Taken, evidence missing"),
    "satisfied": _("Taken and proven"),
    "closed": _("Closed"),
    "missed": _("Missed"),
    "correcting": _("Being corrected"),
}

RULES = {
    "lifetime": _("Lifetime requirement"),
    **beneficiaries.RULES,
    "not_required": _("Not required"),
    "waived": _("Waived"),
}

POOLS = {
    "own_iras": _("Own IRAs"),
    "own_403bs": _("Own 403(b) contracts"),
    "plan": _("{plan}"),
    **beneficiaries.POOLS,
}

TABLES = {
    "uniform_lifetime": _("Uniform Lifetime Table"),
    "joint_and_last_survivor": _("Joint and Last Survivor Table"),
    "single_life": _("Single Life Table"),
}

KINDS = {
    "traditional_ira": _("Traditional IRA"),
    "sep_ira": _("SEP IRA"),
    "simple_ira": _("SIMPLE IRA"),
    "roth_ira": _("Roth IRA"),
    "401k": _("401(k)"),
    "roth_401k": _("Roth 401(k)"),
    "403b": _("403(b)"),
    "roth_403b": _("Roth 403(b)"),
    "457b": _("Governmental 457(b)"),
    "roth_457b": _("Roth 457(b)"),
    "457b_tax_exempt": _("Tax-exempt employer's 457(b)"),
    "tsp": _("Thrift Savings Plan"),
    "roth_tsp": _("Roth Thrift Savings Plan"),
    "profit_sharing": _("Profit-sharing plan"),
    "money_purchase": _("Money purchase plan"),
    "esop": _("Employee stock ownership plan"),
    "defined_benefit": _("Defined benefit plan"),
    "taxable": _("Taxable account"),
    "cash": _("Cash account"),
    "hsa": _("Health savings account"),
    "nonqualified_annuity": _("Non-qualified annuity"),
    "529": _("529 plan"),
}

BALANCE_SOURCES = {
    "": _("source not stated"),
    "form_5498": _("Form 5498"),
    "statement": _("statement"),
    "feed": _("custodian feed"),
    "csv": _("imported file"),
    "estimate": _("estimate"),
}

DISTRIBUTION_KINDS = {
    "cash": _("Cash"),
    "in_kind": _("In kind"),
    "qcd": _("Gift to charity (QCD)"),
    "withholding": _("Tax withheld"),
    "conversion": _("Roth conversion"),
    "rollover": _("Rollover"),
    "direct_rollover": _("Direct rollover"),
    "transfer": _("Transfer"),
    "corrective": _("Corrective distribution"),
    "deemed_loan": _("Deemed loan distribution"),
    "loan_offset": _("Plan loan offset"),
}

STEPS = {
    "applicable_age": _("{person} was born on {born_on:d}: the applicable age is {age:age}."),
    "first_year_by_age": _("Age {age:age} is attained in {value}: the first distribution year."),
    "first_year_by_retirement": _(
        "Age {age:age} is attained in {age_year}, but the owner worked for this employer until "
        "{value}: the year of retirement is the first distribution year."
    ),
    "first_year_five_percent_owner": _(
        "The owner holds more than 5% of the employer, so work does not delay the start: "
        "the first distribution year is {value}."
    ),
    "first_year_plan_terms": _(
        "The plan's own terms do not wait for retirement: the first distribution year is {value}."
    ),
    "still_working": _(
        "The owner still works for this plan's employer in {year}: nothing is required yet."
    ),
    "before_first_year": _("Nothing is required before {first_year}."),
    "before_first_year_working": _(
        "Nothing is required before {first_year}, and later still if the owner goes on working "
        "for this plan's employer."
    ),
    "died_before_beginning": _(
        "The owner died on {died_on:d}, before the required beginning date: nothing is required "
        "of the owner. The rules for beneficiaries apply instead."
    ),
    "waived": _("Required minimum distributions for {year} were waived by law."),
    "waived_in_part": _(
        "The first distribution for {year} was waived as far as it had not been paid by the end "
        "of that year: {value:$} of it stands."
    ),
    "balance_recorded": _("Balance on December 31, {year} ({source:source}): {value:$}."),
    "balance_estimated": _(
        "Balance on December 31, {year}: {value:$}, an estimate. The figure is not final."
    ),
    "balance_projected": _(
        "Balance on December 31, {year}, projected: {before:$} grown by {growth:%}, less "
        "{required:$} required, is {value:$}."
    ),
    "balance_of_share": _(
        "Balance on December 31, {year}, projected: {share:%} of the {whole:$} that the account it "
        "came from is projected to hold then is {value:$}."
    ),
    "adjust_outstanding_rollover": _(
        "A rollover on its way at the end of {year} is added: {value:$}."
    ),
    "adjust_outstanding_transfer": _(
        "A transfer on its way at the end of {year} is added: {value:$}."
    ),
    "adjust_qlac": _("A qualifying longevity annuity contract is left out: {value:$}."),
    "adjust_pre_1987": _("Money from before 1987 is left out until age 75: {value:$}."),
    "adjust_annuity_separate": _(
        "An annuity contract that pays by its own rules is left out: {value:$}."
    ),
    "balance_adjusted": _("Balance to be divided: {value:$}."),
    "age_attained": _("Age attained in {year} is {value}."),
    "table_unmarried": _("Not married on January 1, {year}: the Uniform Lifetime Table applies."),
    "table_spouse_not_younger": _(
        "{spouse} attains {spouse_age} in {year}, not more than {gap} years younger: the Uniform "
        "Lifetime Table applies."
    ),
    "table_spouse_not_sole": _(
        "{spouse} was not the sole beneficiary of the entire interest all year: the Uniform "
        "Lifetime Table applies."
    ),
    "table_no_beneficiary_named": _(
        "No beneficiary is named, so {spouse} does not count as sole beneficiary: the Uniform "
        "Lifetime Table applies."
    ),
    "table_sole_younger_spouse": _(
        "{spouse}, sole beneficiary all year, attains {spouse_age} in {year} and is {younger} "
        "years younger, more than {gap}: the Joint and Last Survivor Table applies."
    ),
    "divisor": _("{table:table}, {edition} edition, age {age}: {period}."),
    "divisor_joint": _("{table:table}, {edition} edition, ages {age} and {spouse_age}: {period}."),
    "annuity_counts": _("Annuity payments of {year} count against the amount: {value:$}."),
    "annuity_offsets": _(
        "Annuity payments above their own account's amount reduce the others': all accounts of "
        "the pool count as one plan."
    ),
    "vested_limit": _("Only the vested balance could be paid: {value:$}."),
    "amount": _("{balance:$} ÷ {period} = {value:$}."),
    "amount_with_annuity": _(
        "{balance:$} ÷ {period} less {annuity_paid:$} of annuity payments: {value:$}."
    ),
    "amount_vested": _("{balance:$} ÷ {period} is more than the vested balance: {value:$}."),
    "pool_own_iras": _(
        "The amounts of the owner's {accounts} IRAs are added unrounded, {value:$}, and may be "
        "taken from any of them. They never count for a spouse's IRAs, a plan or an inherited "
        "account."
    ),
    "pool_own_iras_one": _(
        "Taken from any traditional, SEP or SIMPLE IRA of the owner: {value:$}. A payment from a "
        "plan, from a spouse's or from an inherited account does not count."
    ),
    "pool_own_403bs": _(
        "The amounts of the owner's {accounts} 403(b) contracts are added unrounded, {value:$}, "
        "and may be taken from any of them."
    ),
    "pool_own_403bs_one": _("Taken from any 403(b) contract of the owner: {value:$}."),
    "pool_plan": _(
        "Each plan stands by itself: {value:$} must come out of this plan. An IRA withdrawal "
        "does not count for it."
    ),
    "pool_plan_one": _(
        "Each plan stands by itself: {value:$} must come out of this plan. An IRA withdrawal "
        "does not count for it."
    ),
    **beneficiaries.STEPS,
    "year_of_death": _(
        "The owner died in {year}, on or after the required beginning date: the amount of the "
        "year is due in full, and the beneficiaries take what the owner had not taken."
    ),
    "due_april_1": _(
        "{year} is the first distribution year: the amount may wait until {value:d}. The amount "
        "for {next_year} is due by December 31 of that year, so waiting puts two in one tax year."
    ),
    "due_december_31": _("Due by {value:d}."),
    "taken": _("Payments that count so far: {value:$}."),
    "taken_elsewhere": _(
        "Taken from where nothing is on record, as the office was told: {value:$}."
    ),
    "remaining": _("{required:$} less {taken:$} taken leaves {value:$}."),
    "remaining_corrected": _(
        "{required:$} less {taken:$} taken in time and {corrected:$} made up for later leaves "
        "{value:$}."
    ),
    "remaining_nothing": _("{required:$} required, {taken:$} taken: nothing remains."),
    "before_any_rollover": _(
        "The first money out is the required amount: {value:$} must be taken before anything may "
        "be converted or rolled over."
    ),
    "waived_until": _("No excise tax is due if the beneficiaries take the rest by {value:d}."),
    "excise": _("Missed: {amount:$}. The excise tax for {tax_year} is {rate:%}, {tax:$}."),
    "excise_corrected": _(
        "Distributed and reported on a return by {until:d}, the tax is {rate:%}: {value:$}."
    ),
    "excise_plan_terms": _(
        "Only the plan's terms ask for this payment; the law does not yet, so no excise tax is "
        "counted."
    ),
    "excise_waived_until": _("No excise tax if the rest is taken by {until:d}."),
    "qcd_given": _("{person} gave {value:$} from IRAs to charity in {year}."),
    "qcd_limit": _("The limit for {year} is {limit:$} a person."),
    "qcd_one_time": _(
        "Of it, {value:$} is the one-time gift to a gift annuity or remainder trust, whose own "
        "limit is {limit:$} inside the other."
    ),
    "qcd_offset": _(
        "Deductible IRA contributions made after 70½ reduce what may be excluded: {value:$}."
    ),
    "qcd_excludable": _("Left out of income for {year}: {value:$}."),
}

PAYMENTS = {
    "counts": _("Counts toward the requirement."),
    "counts_qcd": _("A gift to charity counts toward the requirement in the year it cleared."),
    "counts_back": _("Paid in the time allowed after the year: {counted:$} of it counts here."),
    "counts_after_death": _(
        "Taken after the death, in the time allowed: {counted:$} of it counts here."
    ),
    "used_by_first_year": _(
        "Part of it filled the requirement of the year before: {counted:$} is left for this year."
    ),
    "makes_up": _("Paid after the due date to make up for what was missed: {counted:$} of it."),
    "makes_up_for_unknown": _(
        "Said to make up for an earlier year whose requirement is not known: not counted yet."
    ),
    "used_to_make_up": _(
        "Part of it made up for an earlier year: {counted:$} is left for this year."
    ),
    "never_conversion": _("A Roth conversion never counts."),
    "never_rollover": _("A rollover never counts."),
    "never_direct_rollover": _("A direct rollover never counts."),
    "never_transfer": _("A transfer between accounts is not a distribution."),
    "never_corrective": _("A corrective distribution never counts."),
    "never_deemed_loan": _("A deemed loan distribution never counts."),
    "designated_roth": _("From 2024 a payment of designated Roth money does not count."),
    "after_as_of": _("Dated after the as-of date: not looked at yet."),
}

# Why a part of a payment fills no requirement, beside the reasons of PAYMENTS.
PARTS = {
    "beyond_requirement": _("beyond what was required: it counts for nothing more"),
    "owed_but_moved_on": _("owed as a distribution, so it could not move on"),
    "moved_on": _("moved on to another account: it never counts"),
    "nothing_required": _("nothing was required from this account"),
    "requirement_unknown": _("the requirement is not known yet"),
    "no_pool": _("nothing is ever required from this account"),
}
CHECKLIST = {
    "decided": _("Every account's requirement is decided."),
    "balances_final": _("Every balance is recorded, none estimated or projected."),
    "balances_agree": _("No two sources give different balances."),
    "requirements_satisfied": _("Every requirement is satisfied and proven."),
    "gifts_acknowledged": _("Every gift is acknowledged by its charity."),
    "nothing_to_come": _("No planned payment is still to be made."),
    "questions_answered": _("Every question about the year is answered."),
}

# Before the case of a missed requirement is closed.
CASE_CHECKS = {
    "made_up_for": _("All that was missed has been taken."),
    "correction_proven": _("Every payment that makes up for it is proven."),
    "cause_told": _("What happened is written down."),
    "steps_told": _("What was done to put it right is written down."),
    "filed": _("Form 5329 is filed with its proof here, or no tax is owed."),
}

READINGS = {
    "rounded": _("It is our figure without its cents: {value:$}."),
    "pool_total": _("It is the total of the pool, not of this account: {value:$}."),
    "uniform_table": _(
        "The Uniform Lifetime Table ({period}) instead of the joint table gives {value:$}."
    ),
    "table_2002": _("The tables in force until 2021 ({period}) give {value:$}."),
    "wrong_age": _("The divisor of age {age} ({period}), a wrong year, gives {value:$}."),
    **beneficiaries.READINGS,
    "without_outstanding_rollover": _(
        "Without the rollover that was on its way on December 31 it is {value:$}."
    ),
    "without_outstanding_transfer": _(
        "Without the transfer that was on its way on December 31 it is {value:$}."
    ),
    "without_qlac": _("With the longevity annuity contract left in it is {value:$}."),
    "without_pre_1987": _("With the money from before 1987 left in it is {value:$}."),
    "without_annuity_separate": _("With the annuity's value left in it is {value:$}."),
    "unadjusted": _("The balance as recorded, without any adjustment, gives {value:$}."),
    "other_balance": _("The balance of another source ({source}, {balance:$}) gives {value:$}."),
}

ALTERNATIVES = {
    "applicable_age": _(
        "If the statute is read as age {age:age} for this birth year, the first distribution "
        "year is {first_year}."
    ),
    **beneficiaries.ALTERNATIVES,
}

CAVEATS = {
    "changed_after_closing": _(
        "{pool}: {closed_year} was closed, and its facts have changed since. Re-open it with a "
        "reason, or restore what was signed off."
    ),
    "nothing_to_make_up": _(
        "{account}: the payment of {on:d} is said to make up for {missed_year}, but nothing of "
        "that year was missed in its pool. It counts for its own year."
    ),
    "applicable_age_unsettled": _(
        "{person} was born in {born_in}. The statute says both {age:age} and "
        "{alternative_age:age}; a proposed regulation says {age:age}, and so do these figures, "
        "the safer reading. It is not final."
    ),
    "defined_benefit_not_computed": _(
        "{account}: a defined benefit plan pays an annuity by its own rules. No amount is "
        "computed here; ask the plan."
    ),
    "two_due_dates": _(
        "Some contracts of this pool may wait until April 1, others may not. The earlier date, "
        "{due_on:d}, is shown for all."
    ),
    "roth_payment_does_not_count": _(
        "{account}: from 2024 a payment of designated Roth money does not count toward the "
        "plan's requirement (proposed regulation)."
    ),
    "loan_offset_counts": _(
        "{account}: a plan loan offset is counted as a distribution. This point was not verified "
        "in the regulation; confirm it with the plan."
    ),
    "rmd_rolled_over": _(
        "{account}: of the {amount:$} converted or rolled over on {on:d}, {owed:$} had to be "
        "taken as a distribution first. That part could not be moved and may be an excess "
        "contribution; have it corrected."
    ),
    "qcd_not_from_ira": _(
        "{account}: a gift to charity from a plan is not a qualified charitable distribution. It "
        "counts as taken, but it is income."
    ),
    "qcd_from_roth_ira": _(
        "{account}: only money that would otherwise be taxed can be a qualified charitable "
        "distribution. This gift from a Roth IRA is left out of the count."
    ),
    "qcd_before_70_half": _(
        "{account}: this gift was made before {person} was 70½. It is not a qualified charitable "
        "distribution."
    ),
    "qcd_from_active_plan": _(
        "{account}: a SEP or SIMPLE IRA that receives an employer contribution for the year "
        "cannot make a qualified charitable distribution. Check that it does not."
    ),
    "qcd_limit_unpublished": _(
        "The limit of qualified charitable distributions for {year} is not known here: what "
        "{person} may leave out of income cannot be said."
    ),
    "qcd_limit_projected": _(
        "The limit of qualified charitable distributions for {year}, {limit:$}, is projected."
    ),
    "qcd_over_limit": _(
        "{person} gave {given:$} in {year}, above the limit of {limit:$}. The rest counts as "
        "taken, but it is income."
    ),
    "qcd_split_interest_too_early": _(
        "{account}: a gift annuity or remainder trust could be given to from 2023 on. This gift is "
        "not a qualified charitable distribution."
    ),
    "qcd_split_interest_again": _(
        "{account}: the one-time gift to a gift annuity or remainder trust was made in an earlier "
        "year. This one is not a qualified charitable distribution."
    ),
    "qcd_split_interest_over_limit": _(
        "The one-time gift of {person} in {year}, {given:$}, is above its limit of {limit:$}. The "
        "rest counts as taken, but it is income."
    ),
    "qcd_split_interest_terms": _(
        "{person}: a gift annuity or remainder trust has terms of its own to meet, such as who "
        "is paid and how much. Have the charity confirm them."
    ),
    "no_beneficiary_named": _(
        "{account}: no beneficiary is recorded. If {spouse} is the sole beneficiary, the Joint "
        "and Last Survivor Table applies and the amount is smaller."
    ),
    "estimated_balance": _(
        "{account}: the balance of December 31, {year} is an estimate. The amount is not final."
    ),
    "growth_assumed": _(
        "{account}: later years assume growth of {growth:%} a year, since no allocation or "
        "returns are given."
    ),
    "unvested_money": _(
        "{account}: only {vested:$} is vested and can be paid. What is missing is added to later "
        "years, which is not modelled here."
    ),
    "plan_terms_only": _(
        "{account}: the owner still works, so the law would wait; the plan's terms ask for this "
        "payment. A miss would not be taxed."
    ),
    "work_exception_tsp": _(
        "{account}: that work in federal service delays the start was not verified in the law. "
        "Confirm it with the plan."
    ),
    "assumed_not_five_percent_owner": _(
        "{account}: assumed that the owner holds no more than 5% of the employer. A larger owner "
        "may not wait."
    ),
    "assumed_plan_delays": _(
        "{account}: assumed that the plan lets people who still work wait. Not every plan does."
    ),
    "assumed_still_working": _(
        "{account}: no date of separation is recorded, so the owner is taken to work there still."
    ),
    "assumed_annuity_separate": _(
        "{account}: the annuity contract is taken to pay by its own rules, apart from the rest "
        "of the account."
    ),
    "annuity_value_method": _(
        "{account}: how an annuity contract is valued for this is open. Any reasonable value may "
        "be used, such as the issuer's."
    ),
    "annuity_held_level": _(
        "{account}: annuity payments of later years are assumed to stay as last recorded."
    ),
    "qlac_over_limit": _(
        "{account}: a longevity annuity contract of {value:$} is above the premium limit of "
        "{limit:$}. Only what was bought within the limit may be left out; check the premiums."
    ),
    **beneficiaries.CAVEATS,
}

UNDECIDED = {
    "birth_date_missing": _("{account}: cannot decide, the birth date of {person} is missing."),
    "spouse_birth_date_missing": _(
        "{account}: cannot decide for {year}, the birth date of the spouse, who is sole "
        "beneficiary, is missing."
    ),
    "balance_missing": _(
        "{account}: cannot decide for {year}, the balance of December 31, {before} is missing."
    ),
    "annuity_value_missing": _(
        "{account}: cannot decide for {year}, the value of its annuity contract on December 31, "
        "{before} is missing."
    ),
    "annuity_payments_missing": _(
        "{account}: cannot decide for {year}, the annuity payments of {year} are missing."
    ),
    "payments_not_on_record": _(
        "{account}: no payment for {year} is on record, and the year was due before the records "
        "begin. Say whether it was taken elsewhere or missed."
    ),
    "plan_missing": _(
        "{account}: cannot decide for {year}. Whether {person} still works for the employer, owns "
        "more than 5% of it, and whether the plan lets people wait, are missing."
    ),
    "owner_died": _(
        "{account}: {person} has died and the account still stands in that name. Who inherited "
        "it, and how, is missing."
    ),
    **beneficiaries.UNDECIDED,
}
