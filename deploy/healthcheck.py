"""Exit 0 when the web process of this container answers /healthz."""

import http.client
import os
import sys

host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0]
link = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
try:
    # The header keeps the redirect to https away; nothing outside reaches this port.
    link.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
    sys.exit(link.getresponse().status != http.HTTPStatus.OK)
except OSError as problem:
    sys.exit(f"no answer: {problem}")
