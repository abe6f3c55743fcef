# Somebody who goes through the state_dict.
def warm_start(head, names, old_head, old_names):
    state, old_state = head.state_dict(), old_head.state_dict()
    copied = []
    for i in range(len(names)):
        places = [j for j in range(len(old_names)) if old_names[j] == names[i]]
        if len(places) == 1:
            for key in state:
                if key in old_state:
                    state[key][i] = old_state[key][places[0]]
            copied.append(names[i])
    head.load_state_dict(state)
    return copied
