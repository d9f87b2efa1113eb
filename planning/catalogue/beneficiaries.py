"""The sentences about those who inherit, by code."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

RULES = {
    "life_expectancy": _("Over a life expectancy"),
    "ghost": _("Over the owner's remaining life expectancy"),
    "ten_year": _("Ten-year rule, nothing due before its end"),
    "ten_year_with_annual": _("Ten-year rule with yearly amounts"),
    "five_year": _("Five-year rule, nothing due before its end"),
    "whole_balance": _("The whole balance"),
}

POOLS = {
    "inherited_iras": _("IRAs inherited from {decedent}"),
    "inherited_roth_iras": _("Roth IRAs inherited from {decedent}"),
    "inherited_403bs": _("403(b) contracts inherited from {decedent}"),
    "inherited_plan": _("{plan}"),
}

# What was inherited from one person under several rules or in several capacities.
NUMBERED_POOL = _("{pool} ({number})")

# Where each of several amounts comes from, by the step that says it of one.
POOLS_EACH = {
    "pool_inherited_iras_one": _(
        "Each amount is taken from its own inherited IRA. A payment from an own IRA, or from one "
        "inherited from somebody else, does not count."
    ),
    "pool_inherited_roth_iras_one": _(
        "Each amount is taken from its own inherited Roth IRA. A payment from another kind of "
        "account, or from one inherited from somebody else, does not count."
    ),
    "pool_inherited_403bs_one": _(
        "Each amount is taken from its own inherited 403(b) contract. A payment from an own one "
        "does not count."
    ),
    "pool_inherited_plan_one": _(
        "Each inherited plan account stands by itself: its amount must come out of it."
    ),
    "pool_plan_one": _(
        "Each plan stands by itself: its amount must come out of it. An IRA withdrawal does not "
        "count for a plan."
    ),
}

# What somebody was to the one who left the account.
CLASSES = {
    "spouse": _("Spouse"),
    "minor_child": _("Own child, under 21 at the death"),
    "disabled": _("Disabled"),
    "chronically_ill": _("Chronically ill"),
    "not_more_than_10_years_younger": _("Not more than ten years younger"),
    "designated": _("Another individual"),
    "see_through_trust": _("See-through trust"),
    "estate": _("Estate"),
    "charity": _("Charity"),
    "trust": _("Trust that is not looked through"),
}

# How an inherited account may be emptied.
WAYS = {
    "minimum": _("Minimum"),
    "evenly": _("Evenly"),
    "late": _("Back-loaded"),
}

# What a beneficiary may have chosen.
ELECTIONS = {
    "life_expectancy": _("life expectancy"),
    "five_year": _("five-year rule"),
    "ten_year": _("ten-year rule"),
    "section_327": _("treated as the employee, section 327"),
    "treat_as_own": _("treated as an own account"),
}

STEPS = {
    "pool_inherited_iras": _(
        "The amounts of these {accounts} IRAs, inherited from one person and paid by one rule, are "
        "added unrounded, {value:$}, and may be taken from any of them. They never count for an "
        "own IRA."
    ),
    "pool_inherited_iras_one": _(
        "Taken from this inherited IRA: {value:$}. A payment from an own IRA, or from one "
        "inherited from somebody else, does not count."
    ),
    "pool_inherited_roth_iras": _(
        "The amounts of these {accounts} Roth IRAs, inherited from one person and paid by one "
        "rule, are added unrounded, {value:$}, and may be taken from any of them."
    ),
    "pool_inherited_roth_iras_one": _(
        "Taken from this inherited Roth IRA: {value:$}. A payment from another kind of account, or "
        "from one inherited from somebody else, does not count."
    ),
    "pool_inherited_403bs": _(
        "The amounts of these {accounts} 403(b) contracts, inherited from one person and paid by "
        "one rule, are added unrounded, {value:$}, and may be taken from any of them."
    ),
    "pool_inherited_403bs_one": _(
        "Taken from this inherited 403(b) contract: {value:$}. A payment from an own one does not "
        "count."
    ),
    "pool_inherited_plan_one": _(
        "Each inherited plan account stands by itself: {value:$} must come out of it."
    ),
    "inherited_from": _("{decedent}, the original owner, died on {value:d}."),
    "law_secure": _(
        "For deaths from {value:d} on, the SECURE Act decides how beneficiaries are paid."
    ),
    "law_secure_governmental": _(
        "In governmental plans the SECURE Act decides for deaths from {value:d} on how "
        "beneficiaries are paid."
    ),
    "law_secure_collectively_bargained": _(
        "In collectively bargained plans the SECURE Act decides for deaths from {value:d} on, at "
        "the latest, how beneficiaries are paid."
    ),
    "law_former": _(
        "The death was before {value:d}: the rules from before the SECURE Act decide how "
        "beneficiaries are paid."
    ),
    "law_former_governmental": _(
        "The death was before {value:d}, when the SECURE Act came to governmental plans: the "
        "rules from before it decide how beneficiaries are paid."
    ),
    "law_former_collectively_bargained": _(
        "The death was before {value:d}, by when the SECURE Act came to collectively bargained "
        "plans: the rules from before it decide how beneficiaries are paid."
    ),
    "never_begins_roth_ira": _(
        "A Roth IRA has no required beginning date: its owner always counts as having died before "
        "it."
    ),
    "never_begins_all_roth": _(
        "The whole interest in the plan was designated Roth: the owner counts as having died "
        "before the required beginning date, whatever the age."
    ),
    "never_begins_working": _(
        "{decedent} still worked for this plan's employer: the required beginning date had not "
        "come."
    ),
    "died_before_the_beginning": _(
        "The required beginning date would have been {value:d}: {decedent} died before it."
    ),
    "died_after_the_beginning": _(
        "The required beginning date was {value:d}: {decedent} died on or after it."
    ),
    "class_spouse": _(
        "{value} is the surviving spouse and sole beneficiary: an eligible designated beneficiary "
        "with choices of their own."
    ),
    "class_spouse_not_sole": _(
        "{value} is the surviving spouse, but not the sole beneficiary: an eligible designated "
        "beneficiary without a spouse's special rules."
    ),
    "class_minor_child": _(
        "{value} is the owner's own child and was not yet 21: an eligible designated beneficiary."
    ),
    "class_disabled": _("{value} is disabled: an eligible designated beneficiary."),
    "class_chronically_ill": _("{value} is chronically ill: an eligible designated beneficiary."),
    "class_not_more_than_10_years_younger": _(
        "{value} is not more than ten years younger than the owner: an eligible designated "
        "beneficiary."
    ),
    "class_designated": _("{value} is a designated beneficiary, not an eligible one."),
    "class_see_through_trust": _(
        "A trust that is looked through to the people behind it ({value} looks after it): a "
        "designated beneficiary."
    ),
    "class_estate": _(
        "The estate inherited ({value} looks after it): there is no designated beneficiary."
    ),
    "class_charity": _(
        "A charity inherited ({value} looks after it): there is no designated beneficiary."
    ),
    "class_trust": _(
        "A trust that is not looked through inherited ({value} looks after it): there is no "
        "designated beneficiary."
    ),
    "life_measuring": _(
        "The life that is counted, the oldest of those that count, began on {value:d}."
    ),
    "election_life_expectancy": _("Payments over the life expectancy were elected."),
    "election_five_year": _("The five-year rule was elected."),
    "election_ten_year": _("The ten-year rule was elected."),
    "election_section_327": _("To be treated as the employee was elected (section 327)."),
    "spouse_may_wait": _(
        "A spouse who is sole beneficiary may wait for the year in which {decedent} would have "
        "attained the applicable age, {of_age_in}: payments begin in {value}."
    ),
    "spouse_stands_as_owner": _(
        "{spouse} died on {value:d}, before payments had to begin, and now stands in the owner's "
        "place: the years are counted from that death."
    ),
    "method_five_year": _("The five-year rule: nothing is due before its last year."),
    "method_ten_year": _("The ten-year rule: nothing is due before its last year."),
    "method_ten_year_with_annual": _(
        "The ten-year rule with an amount in each year from {starts_in} on, since the owner's own "
        "distributions had begun."
    ),
    "method_life_expectancy": _(
        "Payments over the life expectancy, an amount in each year from {starts_in} on."
    ),
    "method_ghost": _(
        "Payments over what was left of the owner's life expectancy, an amount in each year from "
        "{starts_in} on."
    ),
    "ends_five_years": _("Everything must be paid by the end of {value}, five years later."),
    "ends_five_years_skipping": _(
        "Everything must be paid by the end of {value}: five years, of which {left_out} does not "
        "count."
    ),
    "ends_ten_years": _(
        "Everything must be paid by the end of {value}, the tenth year after the death in "
        "{died_in}."
    ),
    "ends_after_majority": _(
        "The child is 21 in {of_age_in}: everything must be paid by the end of {value}, ten years "
        "later. The yearly amounts go on until then."
    ),
    "ends_after_beneficiary": _(
        "The beneficiary whose life is counted died on {died_on:d}: the yearly amounts go on, and "
        "everything must be paid by the end of {value}, the tenth year after."
    ),
    "ends_never_limited": _(
        "The first beneficiary died on {value:d}, before the SECURE Act could limit the years: the "
        "schedule simply goes on."
    ),
    "ends_with_the_money": _(
        "No year is set by whose end everything must be paid; the yearly amounts go on until "
        "nothing is left."
    ),
    "ends_not_yet": _("While {value} lives no year is set by whose end everything must be paid."),
    "nothing_before_the_start": _("Nothing is required before {start}."),
    "nothing_before_the_end": _("Nothing is required before {end}; then the whole balance is."),
    "expectancy_beneficiary": _(
        "{name} attains {age} in {looked_up_in}: Single Life Table, {edition} edition, {period}."
    ),
    "expectancy_beneficiary_reduced": _(
        "{name} attained {age} in {looked_up_in}: Single Life Table, {edition} edition, {listed}, "
        "less {elapsed} for the years since: {period}."
    ),
    "expectancy_spouse": _(
        "{name}, the spouse, attains {age} in {looked_up_in}, looked up anew each year: Single "
        "Life Table, {edition} edition, {period}."
    ),
    "expectancy_spouse_reduced": _(
        "{name}, the spouse, died in {looked_up_in}, the year of age {age}: Single Life Table, "
        "{edition} edition, {listed}, less {elapsed} for the years since: {period}."
    ),
    "expectancy_owner_reduced": _(
        "{name}, the owner, died in {looked_up_in}, the year of age {age}: Single Life Table, "
        "{edition} edition, {listed}, less {elapsed} for the years since: {period}."
    ),
    "table_looked_up_again": _(
        "What was fixed for {name} in {looked_up_in} is looked up again in the table of {value}, "
        "for the same age, as the regulation asks from 2022 on."
    ),
    "longer_expectancy": _("The longer of {first} and {second} divides: {value}."),
    "whole_balance_used_up": _(
        "The divisor is {period}, not more than 1: the whole balance, {value:$}, is due."
    ),
    "whole_balance_at_end": _(
        "Everything had to be paid by the end of {end}: the whole balance, {value:$}, is due."
    ),
    "not_taxed": _(
        "For {year} the IRS asks no excise tax where this amount was not taken, and it need not be "
        "made up later."
    ),
    "table_year_of_death": _(
        "The year of the owner's death: the owner's own divisor, as if alive all year."
    ),
    "year_of_death_before": _(
        "{left_by} died in {year}: the amount of the year is due in full, and what was not taken "
        "falls to the beneficiary."
    ),
    "falls_to": _("Named to take it: {value}."),
    "excise_not_asked": _(
        "The IRS asks no excise tax for this year, and the amount need not be made up."
    ),
}

READINGS = {
    "looked_up_anew": _(
        "Looked up anew for age {age} ({period}), not one less each year, it is {value:$}."
    ),
}

ALTERNATIVES = {
    "section_327": _(
        "Treated as the employee (section 327; proposed rules, good faith): Uniform Lifetime "
        "Table, age {age}, {period}."
    ),
    "section_327_young": _(
        "Treated as the employee (section 327; proposed rules, good faith): the Uniform Lifetime "
        "Table has no row for {age}; carried on below its first row it would be {period}. Have a "
        "professional confirm it."
    ),
}

CAVEATS = {
    "assumed_sole_beneficiary": _(
        "{account}: taken to have one beneficiary. If several shared it, the oldest one's life "
        "counts."
    ),
    "set_apart_by": _(
        "{account}: {others} inherited the same account, and {heir} is looked at alone. That holds "
        "where the shares stood in separate accounts by {last:d}. Record the day this one was "
        "opened; if it was later, say that {heir} is not the only beneficiary."
    ),
    "set_apart_late": _(
        "{account}: {others} inherited the same account, {heir} is said to be the only "
        "beneficiary, and both accounts were opened after {last:d}, the last day for telling them "
        "apart. If they were not kept apart elsewhere by then, say that {heir} is not the only "
        "beneficiary: the oldest one’s life counts."
    ),
    "several_beneficiaries": _(
        "{account}: shared by several. The class is taken to hold for all of them; if one is not "
        "eligible, all lose it, unless a minor child of the owner is among them."
    ),
    "documented_by": _(
        "{account}: that {heir} is of this class had to be documented by {day:d} (a date recalled, "
        "not verified). Keep the document."
    ),
    "marriage_not_recorded": _(
        "{account}: {heir} is said to be the spouse of {decedent}, but no marriage that lasted "
        "until the death is recorded. Record it, or correct the class."
    ),
    "near_in_age": _(
        "{account}: by the birth dates {heir} is not more than ten years younger than {decedent}. "
        "If so, {heir} is an eligible designated beneficiary and the ten-year limit does not "
        "apply; correct the class."
    ),
    "bargained_plan_date": _(
        "{account}: {died_on:d} is before the SECURE Act came to every collectively bargained "
        "plan. It came earlier where the agreement had ended; ask the plan."
    ),
    "beginning_unsettled": _(
        "{account}: for somebody born in {born_in} the applicable age is {age:age} by a proposed "
        "regulation, {alternative_age:age} by another reading, and the death lies between the two "
        "required beginning dates. Have a professional look at it."
    ),
    "election_not_open": _(
        "{account}: the election on record ({election:election}) is not open to this beneficiary "
        "and has no effect here. Correct it, or the class."
    ),
    "elected_too_late": _(
        "{account}: the choice was made on {elected_on:d}, after its last day, {last:d}: it has no "
        "effect here, and the law’s default holds. Correct the day, or the election."
    ),
    "elected_late_but_excused": _(
        "{account}: the ten-year rule was chosen on {elected_on:d}, after its last day, {last:d}. "
        "Made by the end of the ninth year it is taken to stand, and excuses what was missed "
        "before. Have a professional confirm it."
    ),
    "section_327_too_early": _(
        "{account}: payments began in {starts_in}. To be treated as the employee is open only "
        "where the first year is {first} or later."
    ),
    "section_327_proposed": _(
        "{account}: a spouse may be treated as the employee (section 327), with a longer divisor. "
        "The details are proposed rules: both figures are shown, the larger amount is the safer."
    ),
    "spouse_choices": _(
        "{account}: {heir} is shown as remaining a beneficiary, but as a spouse may also roll the "
        "account over, or treat it as an own one; then the own birth date decides."
    ),
    "election_due": _(
        "{account}: {heir} may choose the ten-year rule until {until:d}. Without a choice it is "
        "paid over the life expectancy."
    ),
    "assumed_not_all_roth": _(
        "{account}: taken not to be the owner's whole interest in the plan. If all of it was "
        "designated Roth, the owner counts as having died before the required beginning date."
    ),
    "treated_as_own": _(
        "{account}: treated as an own account since the year after the death. What the owner had "
        "left to take in the year of death had to be taken first, and the choice has a last day "
        "(recalled: the end of the year after the death or, if later, of the year of the spouse's "
        "applicable age)."
    ),
    "inherited_by_other_rules": _(
        "{account}: beneficiaries of this kind of account are paid by other rules, which are not "
        "worked out here."
    ),
    "not_taxed_then": _(
        "{account}: the amount for {distribution_year} was not taken in full. The IRS asks no "
        "excise tax for that year, and it need not be made up."
    ),
    "ten_year_election_cures": _(
        "{account}: what was missed is excused where {person} chooses the ten-year rule by "
        "{until:d}."
    ),
    "heir_rolled_over": _(
        "{account}: a beneficiary who is not the spouse may not roll over or convert an inherited "
        "IRA. The payment stands as a distribution; have it looked at."
    ),
    "hypothetical_rmd": _(
        "{account}: a spouse under this rule who rolls over in or after the year of the applicable "
        "age must leave out what life expectancy payments would have asked for before. That "
        "amount is not worked out here; give it to a tax professional before filing."
    ),
    "left_in_the_year_of_death": _(
        "{account}: had {decedent} taken the whole amount of {died_in}, the year of death? What "
        "was left falls to the beneficiary; there is no excise tax if it is taken by {until:d}."
    ),
    "year_of_death_remainder": _(
        "{pool}: {left_by} died in the year. The beneficiaries must take the remaining "
        "{remaining:$}; there is no excise tax if they do so by {until:d}."
    ),
    "year_of_death_waiver_over": _(
        "{pool}: {left_by} died in the year. The beneficiaries had to take the remaining "
        "{remaining:$} by {until:d} to owe no excise tax."
    ),
    "year_of_death_no_waiver": _(
        "{pool}: {left_by} died in the year. The beneficiaries must take the remaining "
        "{remaining:$}. No automatic waiver is known here for deaths before 2025."
    ),
}

UNDECIDED = {
    "decedent_death_missing": _("{account}: cannot decide, the day {decedent} died is missing."),
    "decedent_birth_missing": _(
        "{account}: cannot decide: had {decedent} passed the required beginning date? The birth "
        "date of {decedent} is missing."
    ),
    "chain_missing": _(
        "{account}: cannot decide: {person} followed an earlier beneficiary. Who that was is "
        "missing."
    ),
    "class_missing": _(
        "{account}: cannot decide: which kind of beneficiary was {heir}? The class is missing."
    ),
    "measuring_life_missing": _(
        "{account}: cannot decide: whose life is counted? The birth date of the oldest of those "
        "who count is missing."
    ),
    "heir_birth_missing": _("{account}: cannot decide, the birth date of {heir} is missing."),
    "predecessor_death_missing": _(
        "{account}: cannot decide by when everything must be paid, the day {heir} died is missing."
    ),
    "youngest_minor_missing": _(
        "{account}: cannot decide: when is the youngest child 21? That child's birth date is "
        "missing."
    ),
    "died_before_the_owner": _(
        "{account}: cannot decide. {heir} is said to have inherited and to have died before "
        "{decedent}. Correct one of the two."
    ),
    "not_a_minor": _(
        "{account}: cannot decide. {heir} is said to be a minor child, but was 21 when the owner "
        "died on {died_on:d}. Correct the class or the birth date."
    ),
    "too_much_younger": _(
        "{account}: cannot decide. {heir} is said to be not more than ten years younger than "
        "{decedent}, but is, by the birth dates. Correct the class or a birth date."
    ),
    "married_to_another": _(
        "{account}: cannot decide. {heir} is said to be the spouse of {decedent}, who was married "
        "to {spouse} at the death. Correct the class or the marriage."
    ),
    "divorced_before_the_death": _(
        "{account}: cannot decide. {heir} is said to be the spouse of {decedent}, but their "
        "marriage ended on {ended_on:d}, before the death. A former spouse counts as another "
        "individual: correct the class or the marriage."
    ),
    "sole_or_several": _(
        "{account}: cannot decide: {others} inherited the same account. Does {heir} count alone, "
        "with a share kept in a separate account, or together with them? Say whether {heir} is the "
        "only beneficiary."
    ),
    "first_balance_to_come": _(
        "{account}: the years from {year} on rest on its first balance, of December 31, {before}, "
        "which has not come. It cannot be projected either: something of the account it came from "
        "is missing, its balance of the December 31 before the death, who was named for which "
        "share, or what decides the year of the death."
    ),
    "born_after_the_owner_died": _(
        "{account}: cannot decide. {heir} was born too long after the owner died to be the "
        "beneficiary. Correct the birth date, or say whom {heir} followed."
    ),
}
