"""Checks of lesson 07: what to do after the swap."""

from course.checks.fine_tuning.best_epoch import fit_with_patience
from course.checks.fine_tuning.cache import cached_features
from course.checks.fine_tuning.calibrate import fit_temperature
from course.checks.fine_tuning.new_class import add_class
from course.checks.fine_tuning.predictions import why
from course.checks.fine_tuning.preprocess import mismatch_cost
from course.checks.fine_tuning.probe import linear_probe
from course.checks.fine_tuning.quiz import quiz
from course.checks.fine_tuning.rates import layerwise_rates
from course.checks.fine_tuning.start import start_from_probe
from course.checks.fine_tuning.warm_start import warm_start

__all__ = [
    "add_class",
    "cached_features",
    "fit_temperature",
    "fit_with_patience",
    "layerwise_rates",
    "linear_probe",
    "mismatch_cost",
    "quiz",
    "start_from_probe",
    "warm_start",
    "why",
]
