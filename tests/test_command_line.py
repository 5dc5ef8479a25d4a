"""What ``splot`` answers: 0 for done, 1 with a sentence for not done, 2 for wrong usage."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def splot(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a person would, on a data directory of its own."""
    cleared = {name: value for name, value in os.environ.items() if not name.startswith("SPLOT_")}
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *words],
        cwd=ROOT,
        env={**cleared, "SPLOT_DATA_DIR": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that has been initialised."""
    made = tmp_path_factory.mktemp("installation")
    assert splot(made, "init", SPLOT_ADMIN_PASSWORD="a long password").returncode == 0
    return made


def test_first_start_prints_a_password_once(tmp_path: Path) -> None:
    first, second = splot(tmp_path, "init"), splot(tmp_path, "init")
    assert "Sign in as admin with the password" in first.stdout
    assert second.returncode == 0
    assert "password" not in second.stdout


def test_users_and_roles_are_listed_and_somebody_is_disabled(folder: Path) -> None:
    splot(folder, "user", "add", "uri", "--role", "User", "--password", "a long password")
    assert "\tUser\tcan sign in" in splot(folder, "user", "list").stdout
    assert "Account Partner Reader\t0" in splot(folder, "role", "list").stdout
    assert splot(folder, "user", "disable", "uri").returncode == 0
    assert "User\tdisabled" in splot(folder, "user", "list").stdout
    refused = splot(folder, "user", "disable", "admin")
    assert (refused.returncode, "Nobody would be an administrator" in refused.stderr) == (1, True)


def test_user_is_added_with_a_role(folder: Path) -> None:
    run = splot(folder, "user", "add", "ola", "--role", "User", "--password", "a long password")
    assert (run.returncode, run.stdout) == (0, "ola can sign in.\n")


def test_setting_is_set_and_listed(folder: Path) -> None:
    assert splot(folder, "set", "lists.page_size", "25").stdout == "lists.page_size 25\n"
    assert "lists.page_size 25" in splot(folder, "set").stdout


def test_sound_installation_has_nothing_to_say(folder: Path) -> None:
    run = splot(folder, "doctor", "--migrations")
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("user", "add", "ola2", "--role", "Emperor", "--password", "a long password"),
            "There is no role named Emperor",
        ),
        (
            ("user", "add", "admin", "--role", "User", "--password", "a long password"),
            "There is a user named “admin” already.",
        ),
        (("user", "add", "short", "--role", "User", "--password", "x"), "A password needs at least 8 characters."),
        (("set", "nonsense", "1"), "There is no setting named nonsense."),
        (("set", "lists.page_size", "many"), "takes a whole number from 1 to 500."),
        (("key", "add", "nobody_here"), "There is no user named “nobody_here”."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(folder: Path, words: tuple[str, ...], sentence: str) -> None:
    run = splot(folder, *words)
    assert run.returncode == 1
    assert sentence in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("words", [("nonsense",), ("user", "add"), ("import",)])
def test_wrong_usage_is_two(folder: Path, words: tuple[str, ...]) -> None:
    assert splot(folder, *words).returncode == 2


def test_database_without_tables_says_what_to_run(tmp_path: Path) -> None:
    run = splot(tmp_path, "key", "add", "admin")
    assert run.returncode == 1
    assert "run splot init" in run.stderr


def test_environment_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    run = splot(tmp_path, "init", SPLOT_PORT="abc")
    assert run.returncode == 1
    assert run.stderr.startswith("SPLOT_PORT")


def test_codes_of_the_last_administrator_are_switched_off_from_the_command_line(folder: Path) -> None:
    run = splot(folder, "user", "forget-code", "admin")
    assert (run.returncode, run.stdout.strip()) == (0, "admin signs in with the password alone.")
    assert splot(folder, "user", "forget-code", "nobody_here").returncode == 1
    weak = splot(folder, "user", "add", "basia", "--role", "User", "--password", "password123")
    assert weak.returncode == 1
    assert "among the first that anybody tries" in weak.stderr
