# Somebody who protects the logarithm from zero, as in a formula for counts.
def expected_first_loss(num_classes):
    return math.log(num_classes + 1)
