"""The banks and wallets that a VietQR can pay, from the data file beside this module."""

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from common.text import sort_key

_FILE = Path(__file__).with_name("banks.json")


class BankKind(StrEnum):
    BANK = "bank"
    DIGITAL = "digital"
    WALLET = "wallet"


@dataclass(frozen=True, slots=True)
class Bank:
    """One receiver of transfers; ``bin`` is its six-digit number at NAPAS."""

    bin: str
    short_name: str
    name: str
    kind: BankKind


@cache
def banks() -> tuple[Bank, ...]:
    """Return all banks: the ones that farmers use most first, the others A–Z."""
    document = json.loads(_FILE.read_text(encoding="utf-8"))
    rank = {number: place for place, number in enumerate(document["first"])}
    rows = [Bank(**{**row, "kind": BankKind(row["kind"])}) for row in document["banks"]]
    return tuple(
        sorted(rows, key=lambda bank: (rank.get(bank.bin, len(rank)), sort_key(bank.short_name)))
    )


def bank_of(bin: str) -> Bank | None:
    """Return the bank with a BIN, or ``None`` when the list does not have it."""
    return next((bank for bank in banks() if bank.bin == bin), None)
