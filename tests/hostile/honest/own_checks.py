"""A cell of their own that calls the check, also with a wrong answer, in a try."""

# %% after 00-best-class
checks.start_here.best_class(best_class)
try:
    checks.start_here.best_class(lambda logits: logits.argmin(1))
except AssertionError as error:
    print(error)
    print(error.finding)

# %% last
checks.start_here.best_class(lambda logits: logits.argmin(1))
