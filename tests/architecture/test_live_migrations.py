"""New migrations are such that the market stays open and the code before them goes on (R31)."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from common.live_migrations import AddConstraintLive, AddIndexLive, AllowNull, RunInBatches
from tests.architecture import live_rules
from tests.architecture.live_rules import dangers

ROOT = Path(__file__).resolve().parents[2]
#: The last migration of each app before the rule; nothing ran in production before.
BASELINE = {
    "accounts": "0007_factor_browser",
    "address": "1001_marketplace_fields",
    "analytics": "0003_auto_20200801_0817",
    "audit": "0001_trail",
    "basket": "1001_marketplace_fields",
    "catalogue": "1005_season_asks",
    "communication": "0004_auto_20200801_0817",
    "customer": "0008_assign_permissions_to_staff",
    "jobs": "0001_initial",
    "markets": "0002_stalls_and_sales",
    "offer": "0013_range_excluded_categories",
    "order": "1005_preorders",
    "pagecache": "0001_initial",
    "partner": "1003_preorders",
    "payment": "1002_books_of_old_orders",
    "places": "0001_initial",
    "reviews": "1001_marketplace_fields",
    "search": "0001_initial",
    "sellers": "0016_asked_name",
    "shipping": "1001_delivery_offers",
    "stats": "0004_days_of_the_month_that_runs",
    "voucher": "0010_auto_20210224_0712",
}
HELP = 'docs/operations.md, "Upgrade while the market is open", says what to do instead'


@pytest.fixture
def graph(settings) -> MigrationLoader:
    """All migrations as files, without a database; the suite itself runs without any."""
    settings.MIGRATION_MODULES = {}
    return MigrationLoader(None)


def is_ours(label: str) -> bool:
    path = Path(apps.get_app_config(label).path)
    return path.is_relative_to(ROOT) and ".venv" not in path.parts


def test_new_migrations_hold_no_shopper_up_and_break_no_running_code(graph):
    new = [
        key
        for key in sorted(graph.disk_migrations)
        if is_ours(key[0]) and key[1] > BASELINE.get(key[0], "")
    ]

    found = {}
    for key in new:
        before = graph.project_state(key, at_end=False)
        fields = {
            (model, name): field
            for (label, model), state in before.models.items()
            if label == key[0]
            for name, field in state.fields.items()
        }
        if words := dangers(graph.disk_migrations[key], fields):
            found[".".join(key)] = words

    assert not found, f"{found}\n{HELP}"


def test_the_rules_see_what_a_migration_before_them_did(graph):
    found = dangers(graph.disk_migrations["order", "1003_delivery_and_payment"])

    assert len(found) > 1, found


def migration(*steps, atomic=True) -> migrations.Migration:
    one = migrations.Migration("9999_new", "order")
    one.operations, one.atomic = list(steps), atomic
    return one


def add(field: models.Field, model="order") -> migrations.AddField:
    return migrations.AddField(model, "colour", field)


INDEX = models.Index(fields=["number"], name="order_number_again")
CHECK = models.CheckConstraint(condition=models.Q(pk__gt=0), name="order_has_id")
NOTE = models.CharField(max_length=20)

REFUSED = {
    "NOT NULL without a default of the database": (
        migration(add(models.IntegerField(default=0))), "cannot insert",
    ),
    "an index beside a new column": (
        migration(add(models.IntegerField(null=True, db_index=True))), "AddIndexLive",
    ),
    "a foreign key with its index": (
        migration(add(models.ForeignKey("places.Commune", models.PROTECT, null=True))), "db_index",
    ),
    "an index under a lock": (migration(migrations.AddIndex("order", INDEX)), "AddIndexLive"),
    "a check under a lock": (
        migration(migrations.AddConstraint("order", CHECK)), "AddConstraintLive",
    ),
    "a renamed column": (
        migration(migrations.RenameField("order", "number", "no")), "breaks the code before",
    ),
    "a removed column": (
        migration(migrations.RemoveField("order", "number")), "breaks the code before",
    ),
    "a removed table": (migration(migrations.DeleteModel("order")), "breaks the code before"),
    "a renamed table": (
        migration(migrations.RenameModel("order", "purchase")), "breaks the code before",
    ),
    "another type": (
        migration(migrations.AlterField("order", "note", models.TextField())), "rewrite",
    ),
    "a shorter text": (
        migration(migrations.AlterField("order", "note", models.CharField(max_length=9))),
        "rewrite",
    ),
    "another type beside leave to be empty": (
        migration(AllowNull("order", "note", models.TextField(null=True))), "changes more",
    ),
    "data in one transaction": (
        migration(migrations.RunPython(migrations.RunPython.noop)), "RunInBatches",
    ),
    "SQL that nobody can judge": (migration(migrations.RunSQL("SELECT 1")), "judged"),
    "an index that needs no transaction in one": (
        migration(AddIndexLive("order", INDEX)), "atomic = False",
    ),
    "both kinds in one migration": (
        migration(add(models.IntegerField(null=True)), AddIndexLive("order", INDEX), atomic=False),
        "two migrations",
    ),
    "two tables in one transaction": (
        migration(add(models.IntegerField(null=True)), add(models.IntegerField(null=True), "line")),
        "line, order together",
    ),
    "what is hidden from the state": (
        migration(
            migrations.SeparateDatabaseAndState(
                database_operations=[migrations.AddIndex("order", INDEX)]
            )
        ),
        "AddIndexLive",
    ),
}  # fmt: skip
TAKEN = {
    "a column that may be empty": migration(add(models.IntegerField(null=True))),
    "a column with a default of the database": migration(add(models.IntegerField(db_default=0))),
    "an index built beside": migration(AddIndexLive("order", INDEX), atomic=False),
    "a check asked step by step": migration(AddConstraintLive("order", CHECK), atomic=False),
    "data a few rows at a time": migration(
        RunInBatches("order.Order", lambda rows: None), atomic=False
    ),
    "a new table with its index": migration(
        migrations.CreateModel("parcel", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddIndex("parcel", models.Index(fields=["id"], name="parcel_by_id")),
    ),
    "other words for people": migration(
        migrations.AlterField("order", "note", models.CharField("ghi chú", max_length=20))
    ),
    "a column that may be empty from now on": migration(
        AllowNull("order", "note", models.CharField(max_length=20, null=True))
    ),
    "a longer text": migration(
        migrations.AlterField("order", "note", models.CharField(max_length=99))
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_danger_is_refused_with_what_to_do(what):
    one, words = REFUSED[what]

    found = dangers(one, {("order", "note"): NOTE})

    assert any(words in told for told in found), found


@pytest.mark.parametrize("what", TAKEN)
def test_what_an_open_market_can_take_is_taken(what):
    assert dangers(TAKEN[what], {("order", "note"): NOTE}) == []


def test_a_column_is_dropped_once_a_release_went_without_it(monkeypatch):
    monkeypatch.setattr(live_rules, "RELEASED_WITHOUT", {"order.number"})

    assert dangers(migration(migrations.RemoveField("order", "number"))) == []
