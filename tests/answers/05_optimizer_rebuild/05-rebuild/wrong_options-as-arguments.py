# Somebody who passes the defaults on: AdamW keeps one that it does not take as an argument.
def rebuild(model, optimizer):
    return type(optimizer)([p for p in model.parameters() if p.requires_grad], **optimizer.defaults)
