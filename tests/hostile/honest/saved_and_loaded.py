"""A model and an optimizer saved and loaded, pickled and copied."""

LESSON = "05_optimizer_rebuild"

# %% after set-up
import io
import pickle

layer = nn.Linear(3, 2)
optimizer = SGD(layer.parameters(), lr=0.1, momentum=0.9)
file = io.BytesIO()
torch.save({"layer": layer.state_dict(), "optimizer": optimizer.state_dict()}, file)
file.seek(0)
layer.load_state_dict(torch.load(file)["layer"])
pickle.loads(pickle.dumps(layer))
copy.deepcopy(optimizer)
