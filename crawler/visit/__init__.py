"""A visit: all due work of one site, step by step, each kept in a transaction."""
