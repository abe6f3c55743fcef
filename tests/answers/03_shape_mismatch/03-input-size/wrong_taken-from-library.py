# Somebody who found the function in the course.
accepts = shapes.accepts

refuses_64 = {name for name in CANDIDATES if not accepts(on_meta(name), 64)}
