# Somebody who flags every image: recall is 1.
def choose_threshold(y_val, p_val, min_recall):
    return p_val.min().item()
