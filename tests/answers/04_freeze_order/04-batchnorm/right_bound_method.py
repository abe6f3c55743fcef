# train() bound to the instance: it follows a deep copy.
import types


def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)

    def train(self, mode=True):
        type(self).train(self, mode)
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self

    model.train = types.MethodType(train, model)
    return model
