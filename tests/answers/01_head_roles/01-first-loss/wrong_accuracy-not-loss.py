# Somebody who answers how often guessing is right.
def expected_first_loss(num_classes):
    return 1 / num_classes
