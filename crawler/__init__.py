"""The crawler room: from a source to extracted articles."""
