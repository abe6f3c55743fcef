# Right, another way: library.
from course.heads import replace_head
