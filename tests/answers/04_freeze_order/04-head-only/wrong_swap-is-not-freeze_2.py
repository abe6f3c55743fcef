# eval() taken for a freeze, then train mode again.
def head_only(model, num_classes):
    model.eval()
    model = replace_head(model, num_classes)
    return model.train()
