"""The set-up run again, also with a reload and autoreload."""

# %% last
import torch

from course import backbones, checks, data, training

# %% after set-up
# %load_ext autoreload
# %autoreload 2
import importlib

import course.metrics

importlib.reload(course.metrics)
