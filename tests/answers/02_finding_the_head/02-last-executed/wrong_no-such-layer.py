def last_executed(model, x):
    return "fc"
