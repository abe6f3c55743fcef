# A mistake that people make: one architecture's name was used for all.
def get_head(model):
    if hasattr(model, "fc"):
        return "fc", model.fc
    return "classifier.6", model.classifier[6]
