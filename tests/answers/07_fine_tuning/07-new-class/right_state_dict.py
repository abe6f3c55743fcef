# Somebody who makes the layer by lesson 02's helper and loads longer tensors.
def add_class(head):
    new = heads.replace_head(nn.Sequential(copy.deepcopy(head)), len(head.weight) + 1)[0]
    state = new.state_dict()
    for name, value in head.state_dict().items():
        state[name] = torch.cat([value, state[name][len(value):]])
    new.load_state_dict(state)
    return new
