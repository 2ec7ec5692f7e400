"""Every name that two processes must agree on: ids, queues, messages, queries, search attributes.

Nobody builds such a name by hand elsewhere, because a name spelt twice is a name that can differ.
"""

from enum import StrEnum
from uuid import UUID

TASK_QUEUE = "commendations"
NOMINATION_WORKFLOW = "NominationWorkflow"
SITTING_WORKFLOW = "CouncilSessionWorkflow"
OBJECTION_WORKFLOW = "ObjectionWorkflow"
REVOCATION_WORKFLOW = "RevocationWorkflow"
DOSSIER_WORKFLOW = "DossierWorkflow"
CAMPAIGN_WORKFLOW = "CampaignWorkflow"
SEALING_QUEUE = "sealing"
SEALING_WORKFLOW = "SealingWorkflow"
SEALING_ID = "sealing"
"""The one workflow that has the ledger sealed, on a queue of its own."""

MATTER_WORKFLOWS = {
    "dossier": DOSSIER_WORKFLOW,
    "campaign": CAMPAIGN_WORKFLOW,
    "revocation": REVOCATION_WORKFLOW,
}
"""The workflow of each kind of matter; its id is kind and name, as in "dossier:hm-2020"."""

ENCRYPTED = b"binary/encrypted"
"""How an encrypted payload says that it is one; Temporal's own samples use the same word."""

_NOMINATION_PREFIX = "nomination:"
_SITTING_PREFIX = "sitting:"
_OBJECTION_PREFIX = "objection:"


def nomination_workflow_id(nomination_id: str) -> str:
    """Return the id of the one workflow that carries this nomination."""
    return f"{_NOMINATION_PREFIX}{nomination_id}"


def nomination_of_workflow(workflow_id: str) -> str:
    """Return the nomination that the workflow with this id carries."""
    return workflow_id.removeprefix(_NOMINATION_PREFIX)


def sitting_workflow_id(sitting_id: str) -> str:
    """Return the id of the one workflow that holds this sitting; its ledger stream is called the same."""
    return f"{_SITTING_PREFIX}{sitting_id}"


def sitting_of_workflow(workflow_id: str) -> str:
    """Return the sitting that the workflow with this id holds."""
    return workflow_id.removeprefix(_SITTING_PREFIX)


def history_stream(workflow_id: str) -> str:
    """Return the ledger stream that vouches for the kept histories of this workflow."""
    return f"history:{workflow_id}"


def objection_workflow_id(objection_id: UUID) -> str:
    """Return the id of the one workflow that settles this objection."""
    return f"{_OBJECTION_PREFIX}{objection_id}"


class MessageName(StrEnum):
    """What a person may send, as an update (answered) or a signal (not answered)."""

    DECIDE = "decide"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    CATCH_UP = "catch_up"
    CHECK_PAPERS = "check_papers"
    APPRAISE = "appraise"
    GIVE_OPINION = "give_opinion"
    COMMENT = "comment"
    RESOLVE_COMMENT = "resolve_comment"
    RECUSE = "recuse"
    SUSPEND = "suspend"
    RESUME = "resume"
    REASSIGN = "reassign"
    PROPOSE_LOWER_AWARD = "propose_lower_award"
    ANSWER_LOWER_AWARD = "answer_lower_award"
    MIGRATE = "migrate"
    CAST_BALLOT = "cast_ballot"
    FILE_OBJECTION = "file_objection"
    SETTLE_OBJECTION = "settle_objection"
    RULE_ON_ELIGIBILITY = "rule_on_eligibility"
    CLAIM_QUOTA = "claim_quota"
    OPEN_REVOCATION = "open_revocation"
    DECIDE_REVOCATION = "decide_revocation"
    RECORD_RECOVERY = "record_recovery"
    SUBMIT_DOSSIER = "submit_dossier"
    HAND_OVER = "hand_over"
    LAUNCH_CAMPAIGN = "launch_campaign"
    SIGN_PLEDGE = "sign_pledge"
    REPORT_RESULT = "report_result"
    CLOSE_CAMPAIGN = "close_campaign"


class QueryName(StrEnum):
    """What anyone entitled may ask a nomination."""

    PROGRESS = "progress"
    EXPLAIN = "explain"


class SearchAttribute(StrEnum):
    """What Temporal's lists can be filtered by. Opaque codes only, never a person's name."""

    STATUS = "CommendationStatus"
    LEVEL = "CommendationLevel"
    AWARD = "CommendationAward"
    BODY = "CommendationBody"
    DUE_AT = "CommendationDueAt"


SEARCH_ATTRIBUTE_TYPES: dict[SearchAttribute, str] = {
    SearchAttribute.STATUS: "Keyword",
    SearchAttribute.LEVEL: "Keyword",
    SearchAttribute.AWARD: "Keyword",
    SearchAttribute.BODY: "Keyword",
    SearchAttribute.DUE_AT: "Datetime",
}
"""The type each search attribute is registered with, in Temporal's own words."""
