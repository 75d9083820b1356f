"""Django that does nothing: what no page can be faster than under the same server."""
