"""The environment of README.md becomes a configuration, or a sentence that names what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import ROOT, ConfigError, kept_secret, load_config


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_a_bare_environment_is_enough(data_dir: Path) -> None:
    config = load_config(environment={"SPLOT_DATA_DIR": str(data_dir)})

    assert config["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{data_dir}/splot.db"
    assert (config["SPLOT_HOST"], config["SPLOT_PORT"], config["SPLOT_LANGUAGE"]) == ("127.0.0.1", 8080, "en")
    assert config["SPLOT_REDIS_URL"] is None
    assert config["SPLOT_DEMO"] is True
    assert config["BABEL_TRANSLATION_DIRECTORIES"] == str(ROOT / "translations")


def test_the_secret_key_is_made_once_for_its_owner_alone(data_dir: Path) -> None:
    first = load_config(environment={"SPLOT_DATA_DIR": str(data_dir)})["SECRET_KEY"]
    second = load_config(environment={"SPLOT_DATA_DIR": str(data_dir)})["SECRET_KEY"]

    assert first == second
    assert len(first) >= 64
    assert (data_dir / "secret_key").stat().st_mode & 0o777 == 0o600
    assert data_dir.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in data_dir.iterdir()] == ["secret_key"]


def test_a_secret_key_that_is_given_is_not_kept(data_dir: Path) -> None:
    config = load_config(environment={"SPLOT_DATA_DIR": str(data_dir), "SPLOT_SECRET_KEY": "k" * 40})

    assert config["SECRET_KEY"] == "k" * 40
    assert list(data_dir.iterdir()) == []


def test_a_damaged_secret_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("")

    with pytest.raises(ConfigError, match="secret_key"):
        kept_secret(tmp_path)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_psycopg(data_dir: Path, scheme: str) -> None:
    names = {"SPLOT_DATA_DIR": str(data_dir), "SPLOT_DATABASE_URL": f"{scheme}://anna@db/splot?sslmode=require"}

    assert (
        load_config(environment=names)["SQLALCHEMY_DATABASE_URI"]
        == "postgresql+psycopg://anna@db/splot?sslmode=require"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SPLOT_DATABASE_URL", "mysql://db/splot"),
        ("SPLOT_DATABASE_URL", "splot.db"),
        ("SPLOT_PORT", "http"),
        ("SPLOT_PORT", "0"),
        ("SPLOT_PORT", "70000"),
        ("SPLOT_LANGUAGE", "de"),
        ("SPLOT_DEMO", "yes"),
        ("SPLOT_DATA_DIR", "/dev/null/data"),
    ],
)
def test_what_cannot_be_used_is_named(data_dir: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load_config(environment={"SPLOT_DATA_DIR": str(data_dir), name: value})


def test_overrides_stand_above_the_environment(data_dir: Path, tmp_path: Path) -> None:
    overrides = {"SPLOT_DATA_DIR": data_dir, "SPLOT_LANGUAGE": "he", "SECRET_KEY": "s" * 32, "WTF_CSRF_ENABLED": False}

    config = load_config(overrides, {"SPLOT_DATA_DIR": str(tmp_path / "other"), "SPLOT_LANGUAGE": "pl"})

    assert config["SPLOT_DATA_DIR"] == data_dir
    assert config["SPLOT_LANGUAGE"] == config["BABEL_DEFAULT_LOCALE"] == "he"
    assert config["SECRET_KEY"] == "s" * 32
    assert config["WTF_CSRF_ENABLED"] is False
    assert not (tmp_path / "other").exists()
