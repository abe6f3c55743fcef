# The model gets another class: its own, with another train().
def freeze_backbone(model, head):
    model.requires_grad_(False)
    head.requires_grad_(True)
    own = set(head.modules())
    kind = type(model)

    class Still(kind):
        def train(self, mode=True):
            super().train(mode)
            for module in self.modules():
                if "BatchNorm" in type(module).__name__ and module not in own:
                    module.training = False
            return self

    model.__class__ = Still
    return model.train(model.training)
