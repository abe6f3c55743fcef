# Right, another way: library.
from course.heads import dead_parameters
