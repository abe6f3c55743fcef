# Somebody who tries on the model itself, and undoes it.
def load_matching(model, state_dict):
    head = [n for n, m in model.named_modules() if isinstance(m, (nn.Linear, nn.Conv2d))][-1]
    before = copy.deepcopy(model.state_dict())
    differ = {k for k in before if k in state_dict and before[k].shape != state_dict[k].shape}
    try:
        report = model.load_state_dict(
            {k: v for k, v in state_dict.items() if k not in differ}, strict=False
        )
        if report.unexpected_keys or set(report.missing_keys) != differ:
            raise RuntimeError(str(report))
        if not all(k.startswith(f"{head}.") for k in differ):
            raise RuntimeError("the backbone differs")
    except RuntimeError:
        model.load_state_dict(before)
        raise
    return report.missing_keys
