"""The crawl process, a supervised child in which Scrapy runs, and its parent."""
