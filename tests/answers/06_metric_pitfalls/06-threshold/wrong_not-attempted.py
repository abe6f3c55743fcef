# Somebody who ran the starter code unchanged.
def choose_threshold(y_val, p_val, min_recall):
    """Labels 0 or 1 (N,), scores (N,) -> the highest threshold with at least this recall."""
    raise NotImplementedError("your code here")
