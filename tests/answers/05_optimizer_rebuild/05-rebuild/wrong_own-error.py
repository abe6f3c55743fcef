# Somebody who adds everything that is trainable, once more.
def rebuild(model, optimizer):
    optimizer.add_param_group({"params": [p for p in model.parameters() if p.requires_grad]})
    return optimizer
