# A mistake that people make: an auxiliary head was forgotten.
def replace_all_heads(model, num_classes):
    path, head = get_head(model)
    model.set_submodule(path, nn.Linear(head.in_features, num_classes))
    return model
