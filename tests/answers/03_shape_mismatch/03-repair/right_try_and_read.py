# Somebody who reads the error, as the lesson has taught.
def repair(model):
    x = torch.zeros(2, 3, 32, 32)
    try:
        model(x)
        return model
    except RuntimeError as error:
        message = str(error)
    if "dtype" in message:
        model.head.to(torch.float32)
        return model
    numbers = read_mismatch(message)
    if numbers["got"] == 1:
        return nn.Sequential(model.backbone, nn.Flatten(), model.head)
    if hasattr(model, "pool"):
        model.head = nn.Conv2d(model.head.in_features, model.num_classes, 1)
    else:
        model.head = nn.Linear(numbers["got"], model.num_classes)
    return model
