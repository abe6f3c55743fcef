# no_grad around the swap: it freezes nothing.
def head_only(model, num_classes):
    with torch.no_grad():
        model = replace_head(model, num_classes)
    return model
