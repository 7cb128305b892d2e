"""curate: collect from sources, judge, comment, and share with your own words."""

__version__ = "0.1.0"
