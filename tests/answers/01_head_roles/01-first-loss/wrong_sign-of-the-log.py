# Somebody who forgot the minus.
def expected_first_loss(num_classes):
    return math.log(1 / num_classes)
