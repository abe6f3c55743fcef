# Somebody who knows the utility that strings all parameters together.
from torch.nn.utils import parameters_to_vector


def head_share(model, head):
    return len(parameters_to_vector(head.parameters())) / len(parameters_to_vector(model.parameters()))
