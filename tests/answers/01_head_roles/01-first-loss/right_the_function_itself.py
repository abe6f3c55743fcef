# Somebody who noticed that the function already exists.
expected_first_loss = math.log
