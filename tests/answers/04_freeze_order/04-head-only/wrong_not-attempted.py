# Somebody who ran the starter code unchanged.
def head_only(model, num_classes):
    """Any classifier -> the same with a new head, the only part that is trainable."""
    ...          # step 1
    model = ...  # step 2
    return model
