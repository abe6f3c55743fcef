# A mistake that people make: one architecture's name was used for all.
def get_head(model):
    return "fc", model.fc
