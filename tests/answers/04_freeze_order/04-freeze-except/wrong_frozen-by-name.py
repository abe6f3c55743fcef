# The famous line: RegNet has fc1 and fc2 inside.
def freeze_except(model, head):
    for name, p in model.named_parameters():
        p.requires_grad = "fc" in name
    return model
