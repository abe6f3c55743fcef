# Somebody who writes the softmax of the softmax down.
import numpy as np


def build_head(in_features, num_classes):
    head = nn.Linear(in_features, num_classes, bias=False)
    nn.init.zeros_(head.weight)
    return head


def loss_floor(num_classes):
    return float(-np.log(np.e / (np.e + num_classes - 1)))
