"""App configuration."""

from django.apps import AppConfig

from common.around_migrations import keep_triggers


class ProgrammeConfig(AppConfig):
    """Vouchers that a programme pays for; what was redeemed is append-only."""

    name = "shop.programme"
    label = "programme"
    verbose_name = "Chương trình hỗ trợ"

    def ready(self) -> None:
        """Watch migrations, and say what is held of a person."""
        from shop.programme import personal_data  # noqa: F401

        keep_triggers(self, "shop.programme.append_only")
