"""Commands that crawl or read at once, and what they show."""
