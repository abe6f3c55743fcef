# Somebody for whom "log" is the key on the calculator.
def expected_first_loss(num_classes):
    return math.log10(num_classes)
