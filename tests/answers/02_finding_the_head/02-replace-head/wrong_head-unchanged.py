# A mistake that people make: the old head is still there.
def replace_head(model, num_classes):
    path, head = get_head(model)
    head = nn.Linear(head.weight.shape[1], num_classes)
    return model
