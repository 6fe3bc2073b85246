"""Lists of sources in and out, and what was learnt of a source, as commands."""
