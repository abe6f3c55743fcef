# Somebody who wanted to see the number first, and left it at that.
def expected_first_loss(num_classes):
    print(math.log(num_classes))
