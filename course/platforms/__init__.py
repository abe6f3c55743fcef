"""Learning platforms: collect what students handed in on Moodle or Canvas, and hand back results.

From the platform come a zip of submissions and a table of students; back go the same table, with
one column filled in, and a zip of feedback pages. Nothing here uses the network.
"""
