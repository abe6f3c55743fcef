# Somebody who freezes all without fc in its name.
def head_only(model, num_classes):
    model = replace_head(model, num_classes)
    for name, p in model.named_parameters():
        p.requires_grad = any(part in name for part in ("fc", "head", "classifier"))
    return model
