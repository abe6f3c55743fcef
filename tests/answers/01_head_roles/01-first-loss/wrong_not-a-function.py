# Somebody who worked the answer out for ten classes, under the function's name.
expected_first_loss = math.log(10)
