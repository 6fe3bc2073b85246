"""What kind of page this is: an article of some kind, a list of articles, an error, a wall."""
