# Right, another way: by weight.
def get_head(model):
    path = [n for n, p in model.named_parameters() if n.endswith("weight") and p.ndim in (2, 4)][-1]
    path = path.removesuffix(".weight")
    return path, model.get_submodule(path)
