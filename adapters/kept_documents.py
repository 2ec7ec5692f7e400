"""Keeping the texts that decisions rest on, rule sets and calendar, each by its hash."""

from hashlib import sha256

from adapters.calendar import VietnamCalendar, overrides_in_force
from adapters.postgres.histories import PostgresHistories
from adapters.rule_files import RuleFiles
from schemas.evidence import DocumentKind, KeptCalendar


def calendar_in_use() -> KeptCalendar:
    """Return the calendar that workers of this environment go by.

    Raises:
        RuleSetError: its file is missing or wrong.
        OSError: its file cannot be read.
    """
    text = overrides_in_force().read_bytes()
    return KeptCalendar(name=VietnamCalendar().name, sha256=sha256(text).hexdigest())


async def keep_documents(histories: PostgresHistories, rules: RuleFiles) -> None:
    """Keep every rule set below the folder of rules, and the calendar; what is kept already stays.

    Raises:
        StorageUnavailableError: trying again will help.
    """
    for name, text in rules.texts.items():
        await histories.keep_document(DocumentKind.RULES, name, text)
    calendar = calendar_in_use()
    text = overrides_in_force().read_bytes()
    await histories.keep_document(DocumentKind.CALENDAR, calendar.name, text)
