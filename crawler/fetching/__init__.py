"""One polite, guarded request after the other: what goes over the wire, and what its answer means."""
