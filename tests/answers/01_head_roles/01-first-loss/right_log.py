# Whoever knows the answer.
def expected_first_loss(num_classes):
    return math.log(num_classes)
