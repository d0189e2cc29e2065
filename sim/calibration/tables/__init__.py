"""Tables of a client: read, checked line by line, turned into facts and cohorts."""
