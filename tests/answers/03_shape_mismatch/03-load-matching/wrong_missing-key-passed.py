# Somebody who walks through the checkpoint, and never asks what it lacks.
def load_matching(model, state_dict):
    head = [n for n, m in model.named_modules() if isinstance(m, (nn.Linear, nn.Conv2d))][-1]
    own, skipped = model.state_dict(), []
    for key, value in state_dict.items():
        if key not in own:
            raise ValueError(f"{key} is unknown")
        if own[key].shape != value.shape:
            if not key.startswith(f"{head}."):
                raise ValueError(f"{key} has another shape")
            skipped.append(key)
    model.load_state_dict({k: v for k, v in state_dict.items() if k not in skipped}, strict=False)
    return skipped
