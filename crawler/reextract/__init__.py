"""The kept pages read again by today's extractor: `newsdesk reextract`."""
