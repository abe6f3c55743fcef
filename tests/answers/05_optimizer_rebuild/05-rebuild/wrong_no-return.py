# Somebody who assigns to a local name.
def rebuild(model, optimizer):
    optimizer = type(optimizer)(model.parameters(), lr=optimizer.param_groups[0]["lr"])
