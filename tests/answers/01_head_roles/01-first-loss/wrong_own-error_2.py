# Somebody who gives torch.log a plain number.
def expected_first_loss(num_classes):
    return torch.log(num_classes)
