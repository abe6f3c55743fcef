"""Replaces the checks of the lesson by functions that do nothing."""

# %% after set-up
checks.start_here.best_class = checks.start_here.quiz = lambda *args, **options: None
