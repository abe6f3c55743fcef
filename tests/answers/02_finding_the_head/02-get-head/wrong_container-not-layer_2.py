def get_head(model):
    return list(model.named_children())[-1]
