"""Required distributions of those who inherit: from facts to a way of payment to yearly amounts.

Which facts are asked and in which order (rmd.md section 7):

1. `deaths`: when the owner died, which law holds for that death, before the required beginning
   date or not (7.1, steps 1 and 2).
2. `heirs`: who the first beneficiary was, how the law regards them, whose life is counted
   (7.1, step 3; 7.8).
3. `payout`: the row of the table `payout_rules.toml`, elections, a spouse who waits or is
   treated as the owner (7.2, 7.4, 7.6).
4. `ends`: by when everything must be paid (7.2, 7.4, 7.5).
5. `expectancies`: the divisors of a year (7.3, 7.7).
6. `years`: what one account owes for a year.

A fact that decides and is missing is asked for; nothing is guessed. `inquiry` keeps the path of
the decision, so that an explanation is what was done and not a second account of it.
"""
