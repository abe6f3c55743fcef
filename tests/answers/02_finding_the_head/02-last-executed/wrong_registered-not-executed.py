# A mistake that people make: registration order was taken for execution order.
def last_executed(model, x):
    return get_head(model)[0]
