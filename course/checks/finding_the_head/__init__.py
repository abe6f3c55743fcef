"""Checks of lesson 02: where the head is, and how it is replaced in any architecture."""

from course.checks.finding_the_head.attribute_table import attribute_table
from course.checks.finding_the_head.dead_parameters import dead_parameters
from course.checks.finding_the_head.dotted_name import dotted_name
from course.checks.finding_the_head.get_head import get_head
from course.checks.finding_the_head.last_executed import last_executed
from course.checks.finding_the_head.predictions import why
from course.checks.finding_the_head.quiz import quiz
from course.checks.finding_the_head.replace_all_heads import replace_all_heads
from course.checks.finding_the_head.replace_head import replace_head
from course.checks.finding_the_head.timm_with_classes import timm_with_classes

__all__ = [
    "attribute_table",
    "dead_parameters",
    "dotted_name",
    "get_head",
    "last_executed",
    "quiz",
    "replace_all_heads",
    "replace_head",
    "timm_with_classes",
    "why",
]
