"""The report in few lines, for people."""


def render(report: dict) -> str:
    return "\n\n".join(
        _of_size(one["database"], size) for one in report["databases"] for size in one["sizes"]
    )


def _of_size(database: str, size: dict) -> str:
    raw = size["raw"]["lines"]["p50_ms"]
    lines = [f"{database}, {size['lines']:,} order lines", _pages_head()]
    for row in size["pages"]:
        lines.append(_page(row, raw))
    for name, times in size["raw"].items():
        equal = "equals the cells" if times["equals_cells"] else "DIFFERS from the cells"
        lines.append(f"  {'raw GROUP BY, ' + name:<34}{times['p50_ms']:>9}{'':9}{equal:>30}")
    lines += ["", *_upkeep(size.get("upkeep")), *_rebuild(size), *_sizes(size["sizes"])]
    return "\n".join(lines)


def _pages_head() -> str:
    heads = (
        "min ms", "p50 ms", "p95 ms", "core ms", "SQL ms", "queries", "raw/p50", "cold ms",
        "again ms",
    )  # fmt: skip
    return f"  {'page':<34}" + "".join(f"{head:>9}" for head in heads)


def _page(row: dict, raw: float) -> str:
    name = f"{row['page']} ({row['words']})"
    if row["status"] != 200:
        return f"  {name:<34}{'not measured: ' + str(row['status']):>30}"
    figures = (
        row["min_ms"], row["p50_ms"], row["p95_ms"], row["cpu_p50_ms"], row["sql_p50_ms"],
        row["queries"], round(raw / row["p50_ms"], 1), row["cold_p50_ms"], row["again_p50_ms"],
    )  # fmt: skip
    return f"  {name:<34}" + "".join(f"{figure:>9}" for figure in figures)


def _upkeep(found: dict | None) -> list[str]:
    if not found:
        return []
    bare, marked = found["writer_without_triggers_ms"], found["writer_with_triggers_ms"]
    single = found["single_order_to_cells"]
    return [
        f"  writer, ms per order: {min(bare)} without triggers, {min(marked)} with them",
        f"  drain after {found['orders']} orders: {min(found['drain_ms_per_order'])} ms per order,"
        f" {found['drained_keys']} keys",
        f"  drain after one order: {single['p50_ms']} ms, p95 {single['p95_ms']} ms",
    ]


def _rebuild(size: dict) -> list[str]:
    lines = [_rate("all cells, alone", size["computed"])]
    if live := size.get("live"):
        reader, writer = live["reader"], live["writer"]
        lines.append(_rate(f"live rebuild ({live['scope']})", live))
        lines.append(f"    writer meanwhile: {writer}")
        lines.append(f"    reader meanwhile: {reader}")
    return lines


def _rate(name: str, found: dict) -> str:
    rate = f"{found['lines_per_min']:,} lines/min" if found["lines_per_min"] else "not finished"
    return f"  {name}: {found['lines']:,} lines in {found['took_s']} s, {rate}"


def _sizes(sizes: dict) -> list[str]:
    return [
        f"  {name:<26}{size['rows']:>14,} rows"
        + (f"{size['bytes'] / 1e6:>12,.1f} MB" if size["bytes"] else "")
        for name, size in sizes.items()
    ]
