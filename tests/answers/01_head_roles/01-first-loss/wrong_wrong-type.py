# Somebody who formats the result for a reader.
def expected_first_loss(num_classes):
    return f"{math.log(num_classes):.3f}"
