"""Secrets: from the environment only, every one asked for by name, none in a file or on a command line."""

import re
from urllib.parse import urlsplit

import pytest
import yaml

from adapters.postgres.pool import APPLICATION_ROLE
from adapters.postgres.sealing import SEALER_ROLE
from tests.unit.deploy.shape import COMPOSE_FILE, DEPLOY, ROOT, SERVICES, environment

SECRETS = [
    (service, name)
    for service in SERVICES
    for name in environment(service)
    if re.search(r"PASSWORD|PWD|SECRET|TOKEN|KEY", name)
    and not name.endswith(("_FILE", "WITNESS_KEY", "KEYS_FOUNDER"))
]
FILES = [
    (service, name)
    for service in SERVICES
    for name, value in environment(service).items()
    if name.endswith("_FILE") and str(value).startswith("/run/secrets/")
]
URLS = [
    (service, name)
    for service in SERVICES
    for name, value in environment(service).items()
    if "://" in str(value)
]
EXAMPLE = (ROOT / ".env.example").read_text()


@pytest.mark.parametrize(("service", "name"), SECRETS)
def test_a_password_comes_from_the_environment_or_nothing_starts(service: str, name: str) -> None:
    """No password is written down, has a default, or may be left empty."""
    assert re.fullmatch(r"\$\{[A-Z_]+:\?[^}]+\}", environment(service)[name])


@pytest.mark.parametrize(("service", "name"), FILES)
def test_a_file_of_secrets_is_given_to_the_service_that_reads_it(service: str, name: str) -> None:
    """A path names a secret of the service, and the secret a file of the host that must be set."""
    secret = environment(service)[name].rpartition("/")[2]
    declared = yaml.safe_load(COMPOSE_FILE.read_bytes())["secrets"][secret]["file"]

    assert secret in SERVICES[service]["secrets"]
    assert re.fullmatch(r"\$\{[A-Z_]+:\?[^}]+\}", declared)


def test_every_process_of_ours_that_reads_payloads_has_their_keys() -> None:
    """One without them would not start; and Temporal, whose store is not trusted, is never given them."""
    given = {service for service, name in FILES if name == "PAYLOAD_KEYS_FILE"}

    assert {"worker", "sealer", "codec-server"} <= given
    assert not given & {"temporal", "temporal-ui", "postgres"}


@pytest.mark.parametrize(("service", "name"), URLS)
def test_no_url_holds_a_password(service: str, name: str) -> None:
    """A URL may be logged or shown, and a password need not be escaped to fit into one."""
    assert urlsplit(environment(service)[name]).password is None


@pytest.mark.parametrize("service", SERVICES)
def test_no_command_line_holds_a_variable(service: str) -> None:
    """Whoever lists the processes of the host reads no password."""
    words = [*SERVICES[service].get("command", []), *SERVICES[service].get("healthcheck", {}).get("test", [])]

    assert [] == [word for word in words if "$" in word]


def test_workers_connect_with_the_least_of_the_roles() -> None:
    """A worker that is taken over can do to the record what a worker can do, and no more."""
    assert APPLICATION_ROLE == urlsplit(environment("worker")["DATABASE_URL"]).username
    assert SEALER_ROLE == urlsplit(environment("sealer")["DATABASE_URL"]).username


def test_the_example_names_what_the_compose_file_uses() -> None:
    """Whoever copies .env.example is asked for everything, and for nothing that is not used."""
    used = re.findall(r"\$\{([A-Z_]+)", COMPOSE_FILE.read_text())
    named = re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE)

    assert sorted(set(used)) == sorted(named)


def test_the_example_explains_each_variable_and_sets_none() -> None:
    """No example value can end up in production, and no variable has to be guessed at."""
    blocks = [block.splitlines() for block in EXAMPLE.strip().split("\n\n")]
    variables = [block for block in blocks if not block[-1].startswith("#")]

    assert len(re.findall(r"^\w+=", EXAMPLE, re.MULTILINE)) == len(variables)
    for *comment, variable in variables:
        assert re.fullmatch(r"[A-Z_]+=", variable)
        assert comment
        assert all(line.startswith("# ") for line in comment)


def test_the_roles_get_the_passwords_that_their_users_have() -> None:
    """What the script gives the roles is what its service is given."""
    read = re.findall(r"\\getenv \w+ (\w+)", (DEPLOY / "postgres" / "roles.sql").read_text())

    assert sorted(read) == sorted(
        {*environment("database-roles")}
        & {
            "TEMPORAL_DB_PASSWORD",
            "VINHDANH_APP_PASSWORD",
            "VINHDANH_AUDITOR_PASSWORD",
            "VINHDANH_SEALER_PASSWORD",
        }
    )
