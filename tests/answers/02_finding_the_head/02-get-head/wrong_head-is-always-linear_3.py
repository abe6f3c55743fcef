# Somebody who knows Linear only, and drops the line that sets `found` to None.
def get_head(model):
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear):
            found = name, module
    return found
