"""What a page says about its article: title, authors, dates, agency, language, section, tags, picture."""
