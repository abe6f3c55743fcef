# Somebody who compares tensor by tensor, with a class for the two lists.
class Ledger:
    def __init__(self, model, optimizer):
        self.model = model
        self.entries = []
        for g in optimizer.param_groups:
            for p in g["params"]:
                self.entries.append(p)
    def missing(self):
        out = []
        for name, p in self.model.named_parameters():
            if p.requires_grad:
                if not any(p is q for q in self.entries):
                    out.append(name)
        return tuple(out)
    def dead(self):
        seen = []
        for q in self.entries:
            if not any(q is p for p in self.model.parameters()) and not any(q is s for s in seen):
                seen.append(q)
        return len(seen)
    def dup(self):
        dup = []
        for i, q in enumerate(self.entries):
            if any(q is r for r in self.entries[:i]) and not any(q is d for d in dup):
                dup.append(q)
        return len(dup)
def compare(model, optimizer):
    l = Ledger(model, optimizer)
    return {"missing": l.missing(), "dead": l.dead(), "duplicated": l.dup()}
