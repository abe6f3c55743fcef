# Somebody who loads first and looks at the report afterwards.
def load_matching(model, state_dict):
    head = [n for n, m in model.named_modules() if isinstance(m, (nn.Linear, nn.Conv2d))][-1]
    own = model.state_dict()
    fits = {k: v for k, v in state_dict.items() if k not in own or v.shape == own[k].shape}
    report = model.load_state_dict(fits, strict=False)
    if report.unexpected_keys or any(not k.startswith(f"{head}.") for k in report.missing_keys):
        raise ValueError(f"more than the head differs: {report}")
    return report.missing_keys
