# Somebody whose new weights have a length and a direction of their own.
from torch.nn.utils.parametrizations import weight_norm


def swap_fc(model, num_classes):
    head = nn.Linear(model.fc.in_features, num_classes)
    nn.init.xavier_uniform_(head.weight)
    model.fc = weight_norm(head)
    return model
