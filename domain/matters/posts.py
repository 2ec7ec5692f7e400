"""Which bodies answer today for what a body once decided."""

from domain.route import succeeds
from schemas.revocation import Post
from schemas.rules import RuleSet


def answering(left: RuleSet | None, body: str, entered: RuleSet | None) -> tuple[Post, ...]:
    """Return the body, or those that carry on for it, in `entered`; where there is none, the body in `left`.

    `left` are the rules under which it acted, None: not known; `entered` those in force, None: there are
    none. Empty: neither has such a body.
    """
    if entered is not None:
        before = left or entered
        found = [each.body for each in entered.bodies if succeeds(before, body, entered, each.body)]
        if found:
            own = [body] if body in found else found
            return tuple(post for name in own for post in _posts(entered, name))
    return _posts(left, body) if left is not None else ()


def above(post: Post, rule_set: RuleSet) -> str:
    """Return the body that manages this one; where the rules name none, the body itself."""
    managing = next((each.managed_by for each in rule_set.bodies if each.body == post.body), None)
    return managing or post.body


def _posts(rule_set: RuleSet, body: str) -> tuple[Post, ...]:
    return tuple(
        Post(body=each.body, level=each.level, rule_set=rule_set.rule_set)
        for each in rule_set.bodies
        if each.body == body
    )
