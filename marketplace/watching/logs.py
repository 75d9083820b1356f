"""Log lines that machines read, without the phones, secrets and codes of people."""

import json
import logging
import re
from datetime import UTC, datetime

_PHONE = re.compile(r"(?<![\w.+-])(?:\+84[ .-]?|84|0)\d(?:[ .-]?\d){8}(?!\d)")
_SECRET = re.compile(
    r"(?i)((?:\b[kt]|token|code|secret|password|sessionid|ma|mã)[\"']?\s*[=:]\s*[\"']?)([^\s&\"',]+)"
)
#: A code in a sentence: "ma xac nhan cua ban la 123456".
_CODE = re.compile(r"(?i)(\bm[aã]\b[^\d\n]{0,40})\d{6}\b")


def clean(text: str) -> str:
    """Take out what a log must not hold."""
    text = _PHONE.sub("(phone)", text)
    text = _CODE.sub(r"\1(code)", text)
    return _SECRET.sub(r"\1(secret)", text)


class LineFormatter(logging.Formatter):
    """One line for people, cleaned."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the usual line without personal data."""
        return clean(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line, cleaned."""

    def format(self, record: logging.LogRecord) -> str:
        """Return time, level, logger, message and, if any, the trace."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": clean(record.getMessage()),
        }
        if record.exc_info:
            said["trace"] = clean(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)
