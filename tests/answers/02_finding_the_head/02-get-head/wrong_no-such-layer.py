# A mistake that people make: the path leads nowhere.
def get_head(model):
    name, module = list(model.named_modules())[-1]
    for path, layer in model.named_modules():
        if isinstance(layer, nn.Linear | nn.Conv2d):
            name, module = f"model.{path}", layer
    return name, module
