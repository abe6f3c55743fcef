# Somebody who forgot where log lives.
def expected_first_loss(num_classes):
    return log(num_classes)
