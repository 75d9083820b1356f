"""Running markets for the races: one per database, prepared once and kept for all repeats."""

import pytest

from tests import servers
from tests.races.ledger import new_database
from tests.races.market import environment, prepare, serve


@pytest.fixture(scope="session")
def race_postgres():
    """A PostgreSQL of the races' own; its maintenance URL and a prepared template database."""
    with servers.or_skip(servers.postgres) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(race_postgres, tmp_path_factory):
    """The name of a database with all tables and reference data."""
    url = new_database(race_postgres, "prepared")
    prepare(environment(tmp_path_factory.mktemp("prepare"), url))
    return "prepared"


@pytest.fixture(scope="session")
def new_postgres(race_postgres, postgres_template):
    """Return a function that copies the prepared database."""
    return lambda name: new_database(race_postgres, name, template=postgres_template)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """The file of a prepared SQLite database."""
    folder = tmp_path_factory.mktemp("prepare-sqlite")
    path = folder / "db.sqlite3"
    prepare(environment(folder, f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def new_sqlite(sqlite_template, tmp_path_factory):
    """Return a function that copies the prepared database."""

    def copy(name: str) -> str:
        path = tmp_path_factory.mktemp(name) / "db.sqlite3"
        path.write_bytes(sqlite_template.read_bytes())
        return f"sqlite:///{path}"

    return copy


@pytest.fixture(scope="package")
def postgres_market(new_postgres, tmp_path_factory):
    """The market on PostgreSQL, one for all tests."""
    folder = tmp_path_factory.mktemp("market")
    with serve(environment(folder, new_postgres("market")), folder) as market:
        yield market


@pytest.fixture(scope="package")
def sqlite_market(new_sqlite, tmp_path_factory):
    """The market on SQLite, one for all tests, as the embedded default but with more processes."""
    folder = tmp_path_factory.mktemp("market-sqlite")
    with serve(environment(folder, new_sqlite("data")), folder) as market:
        yield market


@pytest.fixture
def on_postgres(postgres_market):
    """The market on PostgreSQL; its log tells of this test alone."""
    postgres_market.forget_errors()
    return postgres_market


@pytest.fixture
def on_sqlite(sqlite_market):
    """The market on SQLite; its log tells of this test alone."""
    sqlite_market.forget_errors()
    return sqlite_market


@pytest.fixture(params=["postgres", "sqlite"])
def on_either(request):
    """Each of the two markets in turn."""
    return request.getfixturevalue(f"on_{request.param}")
