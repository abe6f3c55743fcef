"""A subclass of nn.Module with hooks and buffers, trained for a step with every optimizer."""

LESSON = "05_optimizer_rebuild"

# %% after set-up
class Tiny(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)
        self.register_buffer("seen", torch.zeros(1))
        self.layer.register_forward_hook(self.count)
        self.layer.weight.register_hook(lambda gradient: 2 * gradient)

    def count(self, module, args, output):
        self.seen += 1

    def forward(self, x):
        return self.layer(x)


for kind in (torch.optim.SGD, torch.optim.AdamW, torch.optim.RMSprop, torch.optim.Adagrad):
    tiny = Tiny()
    optimizer = kind(tiny.parameters(), lr=0.1)
    tiny(torch.ones(3, 4)).sum().backward()
    optimizer.step()
    lr_scheduler.StepLR(optimizer, 1).step()
