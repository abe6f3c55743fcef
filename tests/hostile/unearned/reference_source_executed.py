"""Executes the source of the course's function: then it is their own, and it may pass."""

LESSON = "06_metric_pitfalls"
DESERVED = 2

# %% 06-confusion
import inspect

from course import metrics

names = dict(vars(metrics))
exec(inspect.getsource(metrics.confusion), names)
confusion = names["confusion"]
