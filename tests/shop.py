"""A small catalog on disk, for tests of what a currency, a rounding or a low balance does to what is printed."""

from pathlib import Path

CHAIN = ("tiered-postpaid",)


def open_shop(
    folder: Path, currency: str, price: str, shared: str = "", steps: str = "", chain: tuple[str, ...] = CHAIN
) -> Path:
    """Write a catalog `shop` with one product `scan` that costs `price` a call; the folder of catalogs."""
    shop = folder / "shop"
    shop.mkdir(parents=True)
    quoted = ", ".join(f'"{step}"' for step in chain)
    (shop / "catalog.toml").write_text(
        'id = "shop"\n'
        'name = { zh = "店", en = "Shop" }\n'
        f'currency = "{currency}"\n'
        'time_zone = "Asia/Tokyo"\n'
        f"{shared}\n"
        f"chain = [{quoted}]\n"
        '[tiered-postpaid]\nmode = "volume"\ntier_excludes = []\n'
        f"{steps}\n",
        "utf-8",
    )
    (shop / "scan.toml").write_text(
        f'id = "scan"\nname = {{ zh = "扫描", en = "Scan" }}\n[tiered-postpaid]\ntiers = [{{ price = {price} }}]\n',
        "utf-8",
    )
    return folder
