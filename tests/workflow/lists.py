"""How Temporal's lists show a nomination."""

from datetime import datetime

from temporalio.common import SearchAttributeKey

from schemas.names import SearchAttribute
from tests.workflow.conftest import Case

_DUE_AT = SearchAttributeKey.for_datetime(SearchAttribute.DUE_AT)


async def shown(case: Case) -> dict[SearchAttribute, str | datetime | None]:
    """Return every search attribute of the project with its value, None where there is none."""
    attributes = (await case.describe()).typed_search_attributes
    keywords = {name: SearchAttributeKey.for_keyword(name) for name in SearchAttribute}
    return {
        name: attributes.get(_DUE_AT if name is SearchAttribute.DUE_AT else keywords[name])
        for name in SearchAttribute
    }
