# Only the weights are frozen, the biases go on learning.
def head_only(model, num_classes):
    for name, p in model.named_parameters():
        if name.endswith("weight"):
            p.requires_grad = False
    return replace_head(model, num_classes)
