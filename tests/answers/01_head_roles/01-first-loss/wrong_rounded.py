# Somebody who rounds for the eye inside the function.
def expected_first_loss(num_classes):
    return round(math.log(num_classes), 1)
