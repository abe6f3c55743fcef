# Somebody who returns logits.
def repair(model):
    x = torch.zeros(1, 3, 32, 32)
    model.head = nn.Linear(model.backbone(x).shape[1], model.num_classes)
    return model(x)
