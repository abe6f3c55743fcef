# The model changes its class, and train() is called once.
def freeze_backbone(model, head):
    freeze_except(model, head)
    inside = set(head.modules())
    still = [m for m in model.modules() if "BatchNorm" in type(m).__name__ and m not in inside]
    class Still(type(model)):
        def train(self, mode=True):
            super().train(mode)
            for m in still:
                m.eval()
            return self
    model.__class__ = Still
    return model.train()
