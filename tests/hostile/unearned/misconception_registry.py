"""Empties course.misconceptions.REGISTRY and the texts of a finding."""

# %% after set-up
from course import misconceptions, wording

misconceptions.REGISTRY.clear()
misconceptions.Finding.__str__ = lambda self: ""
misconceptions.Finding.__post_init__ = lambda self: 1 / 0
wording.wrapped = lambda text: ""
