"""The one-command start explains what is wrong in one sentence, without a trace."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def start(*command, **variables) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env={**os.environ, **{name: str(value) for name, value in variables.items()}},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def run_script(**variables) -> subprocess.CompletedProcess:
    return start(sys.executable, "scripts/run.py", **variables)


def program(folder: Path, name: str, body: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def few_programs(tmp_path):
    """A PATH with what the script calls, and neither Python nor apt-get."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("bash", "dirname", "cat", "id", "rm", "grep"):
        (folder / name).symlink_to(Path("/usr/bin") / name)
    return folder


def test_run_names_the_port_that_is_in_use(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        result = run_script(PORT=port, VAR_DIR=tmp_path)

    assert result.returncode == 1
    assert f"Port {port} cannot be used" in result.stderr
    assert "PORT=8001 make run" in result.stderr
    assert "Traceback" not in result.stderr


def test_run_refuses_a_port_that_is_no_number(tmp_path):
    result = run_script(PORT="tám nghìn", VAR_DIR=tmp_path)

    assert result.returncode == 1
    assert result.stderr == "PORT must be a number such as 8000, not 'tám nghìn'.\n"


def test_run_names_the_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")

    result = run_script(PORT=free_port(), VAR_DIR=tmp_path / "file")

    assert result.returncode == 1
    assert "cannot be written" in result.stderr
    assert "Traceback" not in result.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_setup_says_which_python_to_install(tmp_path, few_programs):
    program(few_programs, "python3", "exit 1")

    result = start("bash", "scripts/setup.sh", PATH=few_programs, VENV=tmp_path / "venv", PYTHON="")

    assert result.returncode == 1
    assert result.stderr.startswith("Python 3.11 or 3.12 was not found: install it")
    assert len(result.stderr.splitlines()) == 1


def test_setup_says_which_package_brings_the_venv_module(tmp_path, few_programs):
    body = f'[ "$1" = -m ] && {{ echo no ensurepip >&2; exit 1; }}\nexec {sys.executable} "$@"'
    python = program(tmp_path, "python-without-venv", body)

    result = start(
        "bash", "scripts/setup.sh", PATH=few_programs, VENV=tmp_path / "venv", PYTHON=python
    )

    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert result.returncode == 1
    assert f"apt install python{version}-venv" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "venv").exists()


def test_setup_says_that_the_package_index_cannot_be_reached(tmp_path):
    nowhere = f"http://127.0.0.1:{free_port()}/simple"

    result = start(
        "bash",
        "scripts/setup.sh",
        VENV=tmp_path / "venv",
        PYTHON=sys.executable,
        PIP_CONFIG_FILE=os.devnull,
        PIP_INDEX_URL=nowhere,
        PIP_EXTRA_INDEX_URL=nowhere,
        PIP_FIND_LINKS="",
        PIP_NO_CACHE_DIR="1",
    )

    assert result.returncode == 1
    assert result.stderr.startswith("The package index cannot be reached")
    assert len(result.stderr.splitlines()) == 1


@pytest.fixture
def parts(tmp_path):
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from parts import Parts
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    parts = Parts(tmp_path)
    yield parts
    parts.stop()


def test_a_part_that_ends_stops_the_run_and_is_named(parts):
    parts.start("web", ["sleep", "60"])
    parts.start("clock", ["sh", "-c", "echo the clock broke; exit 3"])
    parts.running["clock"].wait(10)

    with pytest.raises(Exception, match="The part 'clock' ended") as stopped:
        parts.check()

    assert "the clock broke" in str(stopped.value)


def test_the_clock_is_a_part_that_is_watched():
    """As a child of the worker it could end, and the periodic work with it, unseen."""
    script = (ROOT / "scripts" / "run.py").read_text()

    assert 'parts.start("clock"' in script
    assert " -B" not in script
