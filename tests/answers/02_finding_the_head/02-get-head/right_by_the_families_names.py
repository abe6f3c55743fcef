# Right, another way: by the families names.
def get_head(model):
    for path in ("fc", "head", "heads.head", "classifier"):
        try:
            layer = model.get_submodule(path)
        except AttributeError:
            continue
        if not isinstance(layer, nn.Sequential):
            return path, layer
        for i in reversed(range(len(layer))):
            if isinstance(layer[i], nn.Linear | nn.Conv2d):
                return f"{path}.{i}", layer[i]
