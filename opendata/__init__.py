"""Open data: public figures and lists as files with their meaning, revisions and checksums."""
