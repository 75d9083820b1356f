"""What tests of the whole market share."""

from tests.architecture.crawling import things  # noqa: F401
