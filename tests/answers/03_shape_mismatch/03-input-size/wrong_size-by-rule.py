# Somebody with a rule: a multiple of 32.
def accepts(model, size):
    return size % 32 == 0


refuses_64 = {"vit_b_16", "maxvit_t", "inception_v3"}
