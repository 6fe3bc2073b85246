"""Web archives (WARC files, ISO 28500): pages that somebody else has fetched, brought into the archive."""
