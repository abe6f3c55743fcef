# Somebody for whom every model takes every size, now that they pool.
def accepts(model, size):
    return True


refuses_64 = {"vit_b_16", "maxvit_t", "inception_v3"}
