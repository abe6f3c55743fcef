# Somebody who mends in place and hands nothing back.
def repair(model):
    model.head = nn.Linear(model.backbone(torch.zeros(1, 3, 32, 32)).shape[1], model.num_classes)
