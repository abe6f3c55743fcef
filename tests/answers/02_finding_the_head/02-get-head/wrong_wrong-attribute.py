def get_head(model):
    return "fc", model.fc
