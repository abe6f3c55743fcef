# Right, another way: in two steps.
def timm_with_classes(name, num_classes):
    options = dict(pretrained=False, num_classes=num_classes)
    model = timm.create_model(model_name=name, **options)
    if model.num_classes != num_classes:
        raise ValueError(name)
    return model.train()
