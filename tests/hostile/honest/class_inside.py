"""A class with a forward hook inside the answer, which wraps forward."""

LESSON = "01_head_roles"

# %% 01-swap-fc
def swap_fc(model, num_classes):
    class Head(nn.Linear):
        def __init__(self, *args):
            super().__init__(*args)
            self.calls = 0

        def forward(self, x):
            self.calls += 1
            return super().forward(x)

    old = model.fc
    model.fc = Head(old.in_features, num_classes)
    return model
