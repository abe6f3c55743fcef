# Moved images are built as the exercise says, with black coming in.
def leaked(train_images, test_images):
    padded = F.pad(train_images.float(), (1, 1, 1, 1))
    windows = [padded[:, :, y : y + 28, x : x + 28] for y, x in ((1, 1), (0, 1), (2, 1), (1, 0), (1, 2))]
    windows.append(train_images.flip(3).float())
    bank = torch.cat(windows).flatten(1)
    distances = torch.cdist(test_images.flatten(1).float(), bank).amin(1)
    return torch.where(distances < 28 * 5)[0].tolist()
