"""The floors that sellers name. Their figures for officials stand in ``stats.floors``."""

#: Any floor that is not named.
OTHER = "khac"
FLOORS = {"postmart": "Postmart", "voso": "Vỏ Sò", OTHER: "sàn khác"}
