# Common advice: strict=False. It forgives missing keys, not shapes.
def resume(model, optimizer, checkpoint):
    result = model.load_state_dict(checkpoint["model"], strict=False)
    optimizer.load_state_dict(checkpoint["optimizer"])
    return result.missing_keys
