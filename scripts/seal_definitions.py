"""Note the fingerprints of new versions of definitions; refuse when a released one changed."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from stats.definitions import REGISTRY
from stats.definitions.fingerprints import FILE, ChangedInPlace, seal


def main() -> None:
    try:
        new = seal(REGISTRY)
    except ChangedInPlace as problem:
        sys.exit(str(problem))
    print(f"{FILE.name}: {', '.join(new) or 'nothing new'}")


if __name__ == "__main__":
    main()
