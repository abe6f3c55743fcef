"""Raises ValueError in every case, which is right in some."""

LESSON = "06_metric_pitfalls"

# %% 06-streaming-accuracy
def accuracy(batches):
    raise ValueError("Expected at least one image, got none.")

# %% 06-threshold
def choose_threshold(y_val, p_val, min_recall):
    raise ValueError("no")
