# Somebody who writes the thought down: minus the logarithm of the chance.
import numpy as np


def expected_first_loss(num_classes):
    chance = 1 / num_classes
    return -np.log(chance)
