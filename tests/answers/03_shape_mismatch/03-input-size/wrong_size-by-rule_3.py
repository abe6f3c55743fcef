# Somebody with another rule: the size it was trained with.
def accepts(model, size):
    return size == 224


refuses_64 = {name for name in CANDIDATES if not accepts(on_meta(name), 64)}
