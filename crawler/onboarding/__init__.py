"""A look at a site before it is watched: `newsdesk sources check`."""
