"""Real servers for the tests: one PostgreSQL and one time-skipping Temporal for the whole session."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import asyncpg
import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy

from adapters.gateway import NominationGateway
from adapters.local_postgres import LocalPostgres
from adapters.local_temporal import temporal_cli
from adapters.person_cipher import MasterKeys
from adapters.person_keys import MASTER_KEY_VARIABLE
from adapters.postgres.pool import open_pool
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from adapters.rule_files import RuleFiles
from schemas.names import SEARCH_ATTRIBUTE_TYPES
from tests.payloads import CONVERTER, HeadersToo
from tests.plain_rules import unsigned_book
from worker import build_worker

_TIME_SKIPPING = ("frontend.WorkflowTimeSkippingEnabled=true", "system.workflowTimeSkippingEnabled=true")


@pytest.fixture(scope="session", autouse=True)
def person_master_key() -> Iterator[Path]:
    """The master key for personal data, which the environment names as in production."""
    with TemporaryDirectory(prefix="vinh-danh-") as folder, pytest.MonkeyPatch.context() as environment:
        path = Path(folder) / "person-master.key"
        MasterKeys.make(path)
        environment.setenv(MASTER_KEY_VARIABLE, str(path))
        yield path


@pytest.fixture(scope="session")
def postgres() -> Iterator[LocalPostgres]:
    """A PostgreSQL server with a migrated database.

    Not below pytest's own folder, which each run of pytest as root closes to the database's user.
    """
    with TemporaryDirectory(prefix="vinh-danh-", ignore_cleanup_errors=True) as folder:
        server = LocalPostgres(Path(folder))
        server.start()
        server.migrate()
        yield server
        server.stop()


@pytest.fixture(scope="session")
def admin_url(postgres: LocalPostgres) -> str:
    """The URL of the migrated database as its superuser."""
    return postgres.application_url().replace("vinhdanh_app@", "postgres@")


@pytest.fixture
async def own_database(admin_url: str, postgres: LocalPostgres) -> AsyncIterator[str]:
    """The application's URL of a migrated, empty database that nobody else uses."""
    name = f"test_{uuid4().hex[:12]}"
    admin = await asyncpg.connect(admin_url.replace("/vinhdanh?", "/postgres?"))
    await new_database(admin, postgres, name)
    yield postgres.application_url().replace("/vinhdanh?", f"/{name}?")
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


async def new_database(admin: asyncpg.Connection, postgres: LocalPostgres, name: str) -> None:
    """Make a migrated, empty database of this name."""
    await admin.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'template_vd'"
    )
    if not await admin.fetchval("select 1 from pg_database where datname = 'template_vd'"):
        await admin.execute("create database template_vd")
        await asyncio.to_thread(postgres.migrate, "template_vd")
    await admin.execute(f"create database {name} template template_vd")


@pytest.fixture(scope="session")
async def pool(postgres: LocalPostgres) -> AsyncIterator[asyncpg.Pool]:
    """Connections of the application's role to the session's database."""
    async with await open_pool(postgres.application_url(), size=10) as connections:
        yield connections


@pytest.fixture(scope="session")
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    """A real Temporal server on which each workflow's clock can be moved forward."""
    settings = [word for setting in _TIME_SKIPPING for word in ("--dynamic-config-value", setting)]
    attributes = [f"--search-attribute={name}={kind}" for name, kind in SEARCH_ATTRIBUTE_TYPES.items()]
    async with await WorkflowEnvironment.start_time_skipping_v2(
        data_converter=CONVERTER,
        plugins=[HeadersToo()],
        dev_server_existing_path=temporal_cli(),
        dev_server_extra_args=[*settings, *attributes],
        dev_server_log_level="error",
    ) as started:
        yield started


@pytest.fixture(scope="session")
def client(environment: WorkflowEnvironment) -> Client:
    """A client of the time-skipping server."""
    return environment.client


@pytest.fixture(scope="session")
def rules() -> RuleFiles:
    """The rule sets as shipped, except that no decision needs a signature."""
    return unsigned_book()


@pytest.fixture(scope="session")
async def worker(client: Client, pool: asyncpg.Pool, rules: RuleFiles) -> AsyncIterator[Worker]:
    """The product's own worker on the test servers, in the sandbox that refuses what is not deterministic."""
    restrictions = SandboxRestrictions.default.with_import_notification_policy(
        SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
    )
    sandbox = SandboxedWorkflowRunner(restrictions=restrictions)
    async with build_worker(client, pool, rules, sandbox) as running:
        yield running


@pytest.fixture(scope="session")
def reader(pool: asyncpg.Pool) -> RecordReader:
    """Looks things up in the session's record."""
    return RecordReader(pool)


@pytest.fixture(scope="session")
def gateway(client: Client, pool: asyncpg.Pool, reader: RecordReader) -> NominationGateway:
    """Sends messages to nominations on the test servers."""
    return NominationGateway(client, reader, PostgresRecord(pool))


@pytest.fixture(scope="session")
def repository() -> Path:
    """The repository's root."""
    return Path(__file__).parent.parent


Eventually = Callable[[Callable[[], Awaitable[bool]]], Awaitable[None]]


@pytest.fixture(scope="session")
def eventually() -> Eventually:
    """Wait until a condition holds, asking often, and fail after 20 seconds."""

    async def wait(condition: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(20):
            while not await condition():  # noqa: ASYNC110 - the condition lives in other processes
                await asyncio.sleep(0.05)

    return wait
