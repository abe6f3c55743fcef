# Somebody who repairs in place and returns nothing.
def repair(model):
    model.head = nn.Linear(model.backbone(torch.zeros(1, 3, 32, 32)).shape[1], model.num_classes)
