"""The two kinds of model: what workers exchange, and what people write.

What workers exchange ignores fields it does not know, so that an old worker can run beside a new one
during a rolling deploy. What people write (files, command line) forbids them, so that a typing error
in a column name is reported instead of being dropped.
"""

from pydantic import BaseModel, ConfigDict


class Exchanged(BaseModel):
    """A frozen model sent between processes; unknown fields are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Written(BaseModel):
    """A frozen model read from something a person wrote; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
