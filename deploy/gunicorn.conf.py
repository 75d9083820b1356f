"""Gunicorn in the container: threads share one interpreter, so memory stays small."""

import os

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# In memory: the heartbeat must not wait for a disk.
worker_tmp_dir = "/dev/shm"  # noqa: S108  # nosec B108
control_socket_disable = True
accesslog = "-"
# No query and no referer: the secret of a guest's order stands in them.
access_log_format = '%(h)s "%(m)s %(U)s" %(s)s %(b)s %(M)sms'
# Longer than the slowest page, shorter than the proxy's patience.
timeout = 30
graceful_timeout = 20
# Longer than the proxy keeps an idle connection: a form sent on a closing one is lost.
keepalive = 75
# A leak is caught within the hour; a process that answers kept pages does thousands a second.
max_requests = 50_000
max_requests_jitter = 5_000

#: A process that takes the place of another waits so long for the index of search: the others
#: answer meanwhile. Far below ``timeout``, which ends a process that does not show itself.
_SEARCH_WAIT_S = 15


def post_worker_init(worker):
    """Read the index of search before a shopper needs it, 8 seconds at 100,000 products."""
    from django.apps import apps

    # The benchmarks serve other applications with this file.
    if not apps.is_installed("shop.search"):
        return
    from shop.search import warming

    is_first = worker.age <= workers
    warming.begin(wait_s=0 if is_first else _SEARCH_WAIT_S)
