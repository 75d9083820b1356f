"""What the simulator remembers: a file beside the database, for trying out only."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


def payments() -> dict[str, dict]:
    """Return every ended payment by its TxnRef."""
    with _book() as book:
        return dict(book)


def end(txn_ref: str, result: dict[str, str]) -> dict[str, str]:
    """Keep how a payment ended; one that was paid stays as it is."""
    with _book() as book:
        known = book.get(txn_ref)
        if known is None or known["vnp_TransactionNo"] == "0":
            book[txn_ref] = result
        return {key: value for key, value in book[txn_ref].items() if key != "refunds"}


def give_back(txn_ref: str, request_id: str, amount: str) -> str:
    """Give money back; return the code of the answer."""
    with _book() as book:
        payment = book.get(txn_ref)
        if payment is None or payment["vnp_TransactionStatus"] != "00" or not amount.isdigit():
            return "91"
        given = payment.setdefault("refunds", {})
        if request_id in given:
            return "94"
        if int(amount) > int(payment["vnp_Amount"]) - sum(given.values()):
            return "02"
        given[request_id] = int(amount)
        return "00"


@contextmanager
def _book() -> Iterator[dict]:
    path = Path(settings.VAR_DIR) / "vnpay-simulator.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        text = file.read()
        book = json.loads(text) if text else {}
        yield book
        after = json.dumps(book)
        if after != text:
            file.seek(0)
            file.truncate()
            file.write(after)
