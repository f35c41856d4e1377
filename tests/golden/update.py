"""Renews the golden lives and tells what moved: `python tests/golden/update.py [--dry-run]`."""

import sys

from golden import keep, kept, lived, moved, names


def main(dry: bool) -> None:
    """Live every golden life, tell what moved, and keep what did."""
    for name in names():
        old, new = kept(name), lived(name)
        lines = list(moved(old, new))
        if not lines:
            print(f"{name}: nothing moved")
            continue
        told = f"{len(lines)} of {len(new)} columns moved" if old else "first record"
        print(f"{name}: {told}", *(f"    {line}" for line in lines if old), sep="\n")
        if not dry:
            keep(name, new)


if __name__ == "__main__":
    main("--dry-run" in sys.argv)
