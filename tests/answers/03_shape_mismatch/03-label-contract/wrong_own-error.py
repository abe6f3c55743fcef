# Somebody who asks a tensor for what it has not.
def check_targets(targets, num_classes):
    if targets.is_float():
        raise ValueError("float targets")
