# The order A of the lesson, in two lines.
def head_only(model, num_classes):
    model.requires_grad_(False)
    model = replace_head(model, num_classes)
    return model
