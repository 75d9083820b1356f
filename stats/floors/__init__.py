"""What other floors report: read from files, entered with revisions, beside our own figures."""
