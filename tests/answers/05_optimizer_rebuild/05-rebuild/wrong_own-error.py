# Somebody who hands over the defaults: AdamW notes one that it does not take.
def rebuild(model, optimizer):
    return type(optimizer)([p for p in model.parameters() if p.requires_grad], **optimizer.defaults)
