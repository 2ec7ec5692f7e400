"""What can be wrong, each with the one line that tells a person what to do next."""


class VinhDanhError(Exception):
    """Anything this product refuses or cannot do; its text is one line for a person."""


class RuleSetError(VinhDanhError):
    """A rule set cannot be used; the text names the file and the field."""


class RouteRefusedError(VinhDanhError):
    """No route exists for a nomination under the rules in force."""


class CampaignRefusedError(VinhDanhError):
    """A nomination names a campaign that does not take it, or a part of one that is not there."""


class InvalidRecordError(VinhDanhError):
    """The record refused what it was given; trying again cannot help."""


class StorageUnavailableError(VinhDanhError):
    """The record could not be reached or was busy; trying again will help."""


class NominationExistsError(VinhDanhError):
    """The nomination's id is on record for another case."""


class NothingWaitsError(VinhDanhError):
    """No nomination waits for the sitting that is called."""


class NotCalledByRightError(VinhDanhError):
    """A sitting is called by somebody who may not call one."""


class SealRefusedError(VinhDanhError):
    """The tree on record does not extend what was signed before; nothing more is signed."""
