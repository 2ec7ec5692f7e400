"""How Temporal's lists show a nomination."""

from datetime import datetime

from temporalio.common import SearchAttributeKey

from schemas.names import SearchAttribute
from tests.workflow.sending import Case

_DUE_AT = SearchAttributeKey.for_datetime(SearchAttribute.DUE_AT)


async def shown(case: Case) -> dict[SearchAttribute, str | datetime | None]:
    """Return every search attribute of the project with its value, None where there is none."""
    attributes = (await case.describe()).typed_search_attributes
    keywords = {
        name: attributes.get(SearchAttributeKey.for_keyword(name))
        for name in SearchAttribute
        if name is not SearchAttribute.DUE_AT
    }
    return {**keywords, SearchAttribute.DUE_AT: attributes.get(_DUE_AT)}
