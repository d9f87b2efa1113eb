"""Which plan is the best there is, and how good is it at most?

`problem.Problem` is what an optimiser has to know; `problem_file` reads one from a file. `model`
makes it a mixed-integer program, `solve` finds a plan, a better one and a bound that none exceeds.
`pricing` and `certificate` know nothing of that program: they charge a plan by the law and ask
every row of it.
"""
