# A mistake that people make: a container was taken for the head.
def get_head(model):
    return list(model.named_children())[-1]
