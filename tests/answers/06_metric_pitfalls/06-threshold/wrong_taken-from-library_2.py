# Somebody who found the course's version in the next cell.
choose_threshold = scoring.choose_threshold
