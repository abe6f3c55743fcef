# Somebody who counts in bits, as in a lecture on information.
def expected_first_loss(num_classes):
    return math.log2(num_classes)
