"""How Sphinx makes the site; `tools/make_site.py` puts the pages together and calls it.

Nothing is loaded from elsewhere: the site works from a folder, without a network.
"""

project = "Replace the head"
author = "The course authors"
copyright = "2026, The course authors"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
templates_path = []

# The notebooks were executed by `course build`.
nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
# Sections of a lesson skip a level where an exercise follows its title.
suppress_warnings = ["myst.header", "misc.highlighting_failure"]

highlight_language = "text"  # unless a block says what it is
napoleon_use_ivar = True
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_preserve_defaults = True
default_role = "code"

html_theme = "furo"
pygments_dark_style = "github-dark"
html_title = project
html_static_path = ["_static"]
html_css_files = ["site.css"]
# A summary would be fetched, which a browser refuses in pages opened from a folder.
html_show_search_summary = False
html_copy_source = False
html_show_sourcelink = False
