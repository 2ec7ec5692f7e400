"""The glossary and the runbook have a line for every word, finding, setting and event of the code."""

import re
from enum import StrEnum

import pytest

from adapters.rule_files import RuleFiles
from adapters.settings import Settings, WitnessSettings
from domain.gates.registry import GATES
from schemas.audit import FindingCode
from schemas.award_record import GrantRefusalReason
from schemas.calendar import CalendarOverrides, DayOverride
from schemas.campaign import CampaignStatus, Phase
from schemas.campaign_facts import Aim
from schemas.case import CaseStatus
from schemas.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Consecutive,
    Ending,
    Figure,
    Held,
    OneAchievement,
    OneAYear,
    Proportion,
    QuotaRule,
    Rounding,
    Stated,
)
from schemas.council import Choice, CouncilRule, Ground, Manner
from schemas.dossier_matter import DossierStatus, RowResult
from schemas.erasure import ErasureRefusalReason, MediaType
from schemas.keys import KeyRefusalReason
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason, Verdict
from schemas.nomination import AwardBasis, SubjectKind
from schemas.objection import ObjectionStatus
from schemas.record import NoticeKind
from schemas.register import RegisterRefusalReason
from schemas.revocation import RecoveryItem, RevocationAction, RevocationGround, RevocationStatus
from schemas.route import Gate
from schemas.rules import (
    Appointment,
    Award,
    AwardKind,
    AwardPaper,
    Body,
    CashReward,
    Deadline,
    DeadlineEnd,
    GatePlan,
    LegalBasis,
    Level,
    Mark,
    ObjectionRule,
    OwnDeadline,
    Procedure,
    Redo,
    Role,
    RuleSet,
    VoteRule,
)
from schemas.signing import RevocationReason
from schemas.sitting import ClosedBy, ItemOutcome, NotDecided, PaperFault, SittingStatus
from schemas.windows import IntakeWindow
from tests.unit.docs.pages import DOCS, ROOT, code_in

GLOSSARY = code_in(DOCS / "glossary.md")
OPERATIONS = code_in(DOCS / "operations.md")
RULES = code_in(DOCS / "rules.md")
WRITTEN = (
    AllOf,
    AnyOf,
    Appointment,
    Award,
    AwardPaper,
    Body,
    CalendarOverrides,
    CashReward,
    Condition,
    Consecutive,
    CouncilRule,
    DayOverride,
    Deadline,
    Figure,
    GatePlan,
    Held,
    IntakeWindow,
    LegalBasis,
    Level,
    ObjectionRule,
    OneAYear,
    OneAchievement,
    OwnDeadline,
    Procedure,
    Proportion,
    QuotaRule,
    RuleSet,
    Stated,
    VoteRule,
)
"""Everything that an office writes."""
FIELDS = {field for model in WRITTEN for field in model.model_fields}
COMPUTED = {"digest", "levels", "bodies", "awards"}
"""What no file has as a field of its own: the hash of the files, and the names of the lists."""

ENUMS: tuple[type[StrEnum], ...] = (
    CaseStatus,
    Verdict,
    RefusalReason,
    EntryKind,
    Gate,
    DeadlineEnd,
    FindingCode,
    Mark,
    Role,
    Redo,
    NoticeKind,
    Choice,
    Manner,
    Ground,
    SittingStatus,
    ClosedBy,
    ItemOutcome,
    NotDecided,
    PaperFault,
    RegisterRefusalReason,
    ErasureRefusalReason,
    MediaType,
    KeyRefusalReason,
    RevocationReason,
    GrantRefusalReason,
    ObjectionStatus,
    CampaignStatus,
    DossierStatus,
    RowResult,
    Phase,
    Aim,
    RevocationStatus,
    RevocationAction,
    RevocationGround,
    RecoveryItem,
)


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_the_glossary_has_every_member(enum: type[StrEnum]) -> None:
    """Whatever word a person meets on screen or in a log, the glossary explains it."""
    missing = {str(member) for member in enum} - GLOSSARY

    assert set() == missing


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_the_glossary_says_where_a_list_lives(enum: type[StrEnum]) -> None:
    """From a word in the glossary a developer finds the code."""
    assert enum.__name__ in GLOSSARY


def test_the_runbook_says_what_to_do_about_every_finding() -> None:
    """An operator who is shown a finding finds its line in the runbook."""
    missing = {str(code) for code in FindingCode} - OPERATIONS

    assert set() == missing


def test_the_runbook_has_every_event_of_the_log() -> None:
    """Every line that a worker writes by a name of ours is explained."""
    tellers = ("handover", "objection_telling", "telling", "dossier_telling", "witness", "sealing_log")
    files = [f"{name}.py" for name in tellers]
    source = "".join((ROOT / "adapters" / file).read_text(encoding="utf-8") for file in files)
    events = set(re.findall(r'"((?:handover|telling|witness|seal)\.[a-z_]+)"', source))

    assert {"handover.caught_up", "telling.postponed"} <= events
    assert set() == (events | {str(kind) for kind in EntryKind}) - OPERATIONS


def test_every_setting_is_documented() -> None:
    """An environment variable that a process reads stands in the runbook and in the README."""
    settings = {str(field.alias) for field in Settings.model_fields.values()}

    assert settings | {str(field.alias) for field in WitnessSettings.model_fields.values()} <= OPERATIONS
    assert settings <= code_in(ROOT / "README.md")


def test_every_field_of_a_rule_set_is_documented() -> None:
    """An office finds every field that it may write."""
    assert set() == FIELDS - COMPUTED - RULES


def test_every_setting_of_a_gate_is_documented() -> None:
    """An office finds what may stand under `settings` of each gate, in that gate's own section."""
    page = (DOCS / "rules.md").read_text(encoding="utf-8")
    sections = {gate: page.partition(f"### Gate `{gate}`")[2].partition("\n### ")[0] for gate in GATES}
    missing = {
        (gate, field)
        for gate, unit in GATES.items()
        for field in unit.settings.model_fields
        if f"`{field}`" not in sections[gate]
    }

    assert all(sections.values())
    assert set() == missing


def test_every_value_of_a_rule_set_is_documented() -> None:
    """An office finds every word that a field may hold."""
    written = (AwardKind, SubjectKind, AwardBasis, DeadlineEnd, Ending, Rounding, Role, Redo, Gate)
    values = {str(value) for enum in written for value in enum}

    assert set() == values - RULES


def test_every_shipped_rule_set_is_documented() -> None:
    """An office finds each rule set that is shipped, and no other."""
    shipped = {rule_set.rule_set for rule_set in RuleFiles().rule_sets}

    assert shipped == {word for word in RULES if re.fullmatch(r"\d{4}-[a-z-]+", word)}
