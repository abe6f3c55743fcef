# Somebody who puts the model into a module with another train(), which nobody has called yet.
class HeadOnly(nn.Module):
    def __init__(self, model, head):
        super().__init__()
        self.model, self.head = model.requires_grad_(False), head.requires_grad_(True)

    def train(self, mode=True):
        super().train(mode)
        for module in set(self.model.modules()) - set(self.head.modules()):
            if isinstance(module, nn.modules.batchnorm._BatchNorm):
                module.eval()
        return self

    def forward(self, images):
        return self.model(images)


def freeze_backbone(model, head):
    return HeadOnly(model, head)
