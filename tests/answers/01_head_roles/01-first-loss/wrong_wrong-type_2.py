# Somebody who gives a loss for each class.
def expected_first_loss(num_classes):
    return torch.full((num_classes,), 1 / num_classes).log().neg()
