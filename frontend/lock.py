"""Writes package-lock.json anew from package.json, without any address in it (``make lock``)."""

from __future__ import annotations

import json
import subprocess

from install import LOCK, ROOT, npm_command

ADDRESSES = ("resolved", "funding")


def without_addresses(lock: dict[str, dict[str, dict[str, object]]]) -> dict[str, dict[str, dict[str, object]]]:
    """The same lock; what says where a package was found or who pays for it is left out."""
    for package in lock["packages"].values():
        for key in ADDRESSES:
            package.pop(key, None)
    return lock


def main() -> None:
    command = [*npm_command(), "install", "--package-lock-only", "--ignore-scripts"]
    subprocess.run(command, cwd=ROOT, check=True)
    lock = without_addresses(json.loads(LOCK.read_text(encoding="utf-8")))
    LOCK.write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
