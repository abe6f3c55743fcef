# A mistake that people make: an auxiliary head was forgotten.
def timm_with_classes(name, num_classes):
    model = timm.create_model(name)
    path, head = [(n, m) for n, m in model.named_modules() if isinstance(m, nn.Linear)][-1]
    model.set_submodule(path, nn.Linear(head.in_features, num_classes))
    return model
