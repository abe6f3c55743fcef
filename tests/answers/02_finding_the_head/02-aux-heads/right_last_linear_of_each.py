# Right, another way: last linear of each.
def replace_all_heads(model, num_classes):
    for part in [m for n, m in model.named_children() if n.lower().startswith("aux")] + [model]:
        name, layer = [(n, m) for n, m in part.named_children() if isinstance(m, nn.Linear)][-1]
        setattr(part, name, nn.Linear(layer.in_features, num_classes))
    return model
