"""Counting how often somebody does something, for all processes together."""

import subprocess
import sys

import pytest

from common import limits

START = 60_000.0


@pytest.fixture(autouse=True)
def own_counts(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def passed(who: str, times: int, *, most: int = 10, at: float = START) -> int:
    return sum(limits.take("look", who, most, now=at) == 0 for _ in range(times))


def test_lets_as_many_pass_in_a_minute_as_the_limit_says():
    assert passed("net", 50) == 10
    assert passed("other", 5) == 5


def test_lets_the_same_through_again_after_the_wait():
    passed("net", 50)
    wait = limits.take("look", "net", 10, now=START)

    assert 0 < wait <= 66
    assert passed("net", 50, at=START + wait + 60) == 10


def test_counts_over_the_turn_of_a_minute():
    """A fixed window would let twice as many pass around it."""
    passed("net", 50, at=START + 59)

    assert passed("net", 50, at=START + 61) <= 1


@pytest.mark.parametrize("begins", [0, 1, 20, 30, 45, 59.9])
def test_whoever_floods_gets_the_limit_in_the_first_minute_whenever_it_begins(begins):
    sent = [START + begins + second * 0.06 for second in range(1000)]

    assert sum(passed("net", 1, most=45, at=at) for at in sent) == 45


@pytest.mark.parametrize("most", [1, 2, 10])
@pytest.mark.parametrize("at", [START, START + 20, START + 59])
def test_the_wait_is_enough_and_no_longer_than_needed(most, at):
    passed("net", 50, most=most, at=at)
    wait = limits.take("look", "net", most, now=at)

    assert limits.take("look", "net", most, now=at + wait - 1)
    assert limits.take("look", "net", most, now=at + wait) == 0


def test_processes_count_together(tmp_path):
    code = (
        "import django; from django.conf import settings; settings.configure(SECRET_KEY={key!r},"
        " VAR_DIR={var!r}); from common import limits;"
        " print(sum(limits.take('look', 'net', 10, now={now}) == 0 for _ in range(6)))"
    )
    from django.conf import settings

    line = code.format(key=settings.SECRET_KEY, var=str(tmp_path), now=START)
    done = [
        subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=True)
        for _ in range(3)
    ]

    assert [int(one.stdout) for one in done] == [6, 4, 0]


def test_counts_in_memory_where_no_file_can_be_written(settings, tmp_path):
    (tmp_path / "full").write_text("")
    settings.VAR_DIR = tmp_path / "full"

    assert passed("net", 50) == 10


def test_goes_on_when_there_are_more_networks_than_places(monkeypatch):
    monkeypatch.setattr(limits, "_SLOTS", 16)

    assert all(limits.take("look", f"net {n}", 1, now=START) == 0 for n in range(1000))


def test_writes_no_address_down(tmp_path):
    limits.take("look", "203.0.113.0/24", 10, now=START)

    assert b"203.0" not in (tmp_path / "limits.bin").read_bytes()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("1.52.3.77", "1.52.3.0/24"),
        ("::ffff:1.52.3.77", "1.52.3.0/24"),
        ("2405:4802:1c2:5::9", "2405:4802:1c2::/48"),
        ("127.0.0.1", ""),
        ("172.18.0.5", ""),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_knows_the_network_of_an_address(address, network):
    assert limits.network_of(address) == network
