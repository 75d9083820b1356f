"""Send text small where no proxy in front does: the embedded server."""

from django.middleware.gzip import GZipMiddleware

_TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")


class CompressTextMiddleware(GZipMiddleware):
    """Compress pages, style sheets, scripts and drawings; photos are small already.

    Stands before WhiteNoise, whose files it compresses too. Behind Caddy it is not used.
    """

    def process_response(self, request, response):
        """Leave alone what is no text."""
        if not response.get("Content-Type", "").startswith(_TEXT):
            return response
        return super().process_response(request, response)
