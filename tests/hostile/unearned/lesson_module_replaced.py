"""sys.modules has a false module of checks for the lesson."""

# %% after set-up
import sys
import types

false = types.ModuleType("course.checks.start_here")
false.best_class = false.quiz = lambda *args, **options: None
sys.modules["course.checks.start_here"] = checks.start_here = false
