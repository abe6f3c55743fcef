# Somebody who makes the head as wide as its last dimension: rows for pixels.
def repair(model):
    came = model.backbone(torch.zeros(1, 3, 32, 32))
    model.head = nn.Linear(came.shape[-1], model.num_classes)
    return model
