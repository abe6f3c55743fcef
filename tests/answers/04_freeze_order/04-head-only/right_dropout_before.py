# Somebody who wants a dropout before the new layer.
def head_only(model, num_classes):
    for p in model.parameters():
        p.requires_grad_(False)
    name, old = find_head(model, torch.randn(2, 3, 64, 64))
    replace_head(model, num_classes)
    new = model.get_submodule(name)
    model.set_submodule(name, nn.Sequential(nn.Dropout(0.2), new).train(new.training))
    return model
