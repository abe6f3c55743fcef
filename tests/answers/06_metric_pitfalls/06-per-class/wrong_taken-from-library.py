# Somebody who hands in the course's function under the name that is asked for.
per_class = metrics.per_class
