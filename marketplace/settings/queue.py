"""Celery: short tasks, late acknowledgement, and a broker that may vanish without harm."""

import os

from celery.schedules import crontab

_REDIS = os.environ.get("REDIS_URL", "")
_SOCKET = "redis+socket://" + _REDIS.removeprefix("unix://") if _REDIS.startswith("unix:") else ""

CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL") or _SOCKET or _REDIS or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_BACKEND = None
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_VISIBILITY_TIMEOUT = 300
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 30,
    "socket_keepalive": True,
    "health_check_interval": 25,
    "unacked_restore_throttle": 1,
    # Without these a publish to a dead broker holds the request for six seconds.
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
if CELERY_BROKER_URL.startswith("filesystem:"):
    _FOLDER = os.path.join(os.environ.get("VAR_DIR", "var"), "queue")
    os.makedirs(_FOLDER, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": _FOLDER,
        "data_folder_out": _FOLDER,
        "control_folder": _FOLDER,
        "polling_interval": 0.1,
    }
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 55
CELERY_TASK_TIME_LIMIT = 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "stats.tasks.*": {"queue": "stats"},
}
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_BEAT_SCHEDULE = {
    "drain-outbox": {
        "task": "jobs.tasks.drain",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "run-periodic": {
        "task": "jobs.tasks.run_periodic",
        "schedule": 20.0,
        "options": {"expires": 20},
    },
    "drain-stats": {
        "task": "stats.tasks.drain",
        "schedule": 2.0,
        "options": {"expires": 2},
    },
    "sync-stats": {
        "task": "stats.tasks.sync_stats",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "check-recent-stats": {
        "task": "stats.tasks.check",
        "schedule": crontab(minute=40),
        "kwargs": {"recent": True},
        "options": {"expires": 3600},
    },
    "check-stats": {
        "task": "stats.tasks.check",
        "schedule": crontab(hour=2, minute=30),
        "options": {"expires": 12 * 3600},
    },
    "collect-visits": {
        "task": "stats.tasks.collect_visits",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "write-feeds": {
        "task": "discovery.tasks.write_feeds",
        "schedule": crontab(minute=15),
        "options": {"expires": 3600},
    },
    # After the months are closed.
    "write-open-data": {
        "task": "opendata.tasks.write",
        "schedule": crontab(hour=3, minute=50),
        "options": {"expires": 12 * 3600},
    },
    # Every day, so that a day without a worker costs a day and not a month.
    "monthly-report": {
        "task": "stats.tasks.make_monthly_report",
        "schedule": crontab(hour=6, minute=0),
        "options": {"expires": 12 * 3600},
    },
    "close-months": {
        "task": "stats.tasks.close_due",
        "schedule": crontab(hour=3, minute=20),
        "options": {"expires": 3600},
    },
}
