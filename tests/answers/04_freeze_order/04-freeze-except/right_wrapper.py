# Somebody who keeps the frozen model inside a module of their own.
class Frozen(nn.Module):
    def __init__(self, model, head):
        super().__init__()
        self.model = model.requires_grad_(False)
        head.requires_grad_(True)

    def forward(self, images):
        return self.model(images)


def freeze_except(model, head):
    return Frozen(model, head)
