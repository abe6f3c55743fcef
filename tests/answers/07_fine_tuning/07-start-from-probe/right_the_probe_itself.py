# The probe itself becomes the head.
def start_from_probe(model, probe):
    path, old = surgery.get_head(model)
    for p in probe.parameters():
        p.requires_grad = True
    probe.training = old.training
    surgery.put(model, path, probe.to(old.weight.dtype))
    return model
