"""The set-up run again, and autoreload."""

# %% last
import torch

from course import backbones, checks, data, training

# %% after set-up
# %load_ext autoreload
# %autoreload 2
