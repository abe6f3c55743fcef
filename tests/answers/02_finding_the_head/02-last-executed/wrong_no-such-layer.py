# A mistake that people make: the path leads nowhere.
def last_executed(model, x):
    return "fc"
