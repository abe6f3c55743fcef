# Somebody who keeps a copy as the body: the copy has a head of its own, and that one runs.
class HeadOnly(nn.Module):
    def __init__(self, model, head):
        super().__init__()
        self.body, self.head = copy.deepcopy(model).requires_grad_(False), head

    def forward(self, images):
        return self.body(images)


def freeze_backbone(model, head):
    return HeadOnly(model, head)
