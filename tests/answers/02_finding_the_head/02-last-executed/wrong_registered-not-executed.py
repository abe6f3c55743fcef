def last_executed(model, x):
    return get_head(model)[0]
