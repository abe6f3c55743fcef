# Right, another way: on a copy.
def replace_all_heads(model, num_classes):
    model = copy.deepcopy(model)
    if type(model).__name__ == "GoogLeNet":
        heads = [(model, "fc"), (model.aux1, "fc2"), (model.aux2, "fc2")]
    else:
        heads = [(model, "fc"), (model.AuxLogits, "fc")]
    for parent, name in heads:
        if parent is not None:
            setattr(parent, name, nn.Linear(getattr(parent, name).weight.shape[1], num_classes))
    return model
