# Somebody who detaches, so that the logits can be printed.
class Logits(nn.Linear):
    def forward(self, features):
        return super().forward(features).detach()


def swap_fc(model, num_classes):
    model.fc = Logits(model.fc.in_features, num_classes)
    return model
