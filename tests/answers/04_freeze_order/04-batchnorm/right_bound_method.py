# train() bound to the instance, with names instead of modules: it follows a deep copy.
import types


def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    own = set(head.modules())
    norms = {n for n, m in model.named_modules() if hasattr(m, "running_mean") and m not in own}

    def train(self, mode=True):
        type(self).train(self, mode)
        for name in norms:
            self.get_submodule(name).eval()
        return self

    model.train = types.MethodType(train, model)
    return model.train(model.training)
