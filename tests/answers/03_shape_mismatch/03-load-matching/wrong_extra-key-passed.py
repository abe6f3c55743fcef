# Somebody who walks through the model, and never asks what else the checkpoint holds.
def load_matching(model, state_dict):
    head = [n for n, m in model.named_modules() if isinstance(m, (nn.Linear, nn.Conv2d))][-1]
    skipped = []
    for key, value in model.state_dict().items():
        if state_dict[key].shape != value.shape:
            if not key.startswith(f"{head}."):
                raise ValueError(f"{key} has another shape")
            skipped.append(key)
    model.load_state_dict({k: v for k, v in state_dict.items() if k not in skipped}, strict=False)
    return skipped
