"""Write the fingerprints of new versions of the rules; a text that is out keeps its own."""

import hashlib
import json
from pathlib import Path

TEXTS = Path(__file__).resolve().parent.parent / "marketplace" / "documents" / "texts"
SEALS = TEXTS / "fingerprints.json"


def main() -> None:
    seals = json.loads(SEALS.read_text()) if SEALS.exists() else {}
    for path in sorted(TEXTS.glob("*/*.txt")):
        name = path.relative_to(TEXTS).with_suffix("").as_posix()
        seals.setdefault(name, hashlib.sha256(path.read_bytes()).hexdigest())
    SEALS.write_text(json.dumps(seals, indent=2, sort_keys=True) + "\n")
    print(f"{len(seals)} versions are sealed.")


if __name__ == "__main__":
    main()
