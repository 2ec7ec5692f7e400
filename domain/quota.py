"""How many of an award a unit may get for one year (tỷ lệ), in exact integers."""

from schemas.conditions import QuotaRule, Rounding


def quota_limit(rule: QuotaRule, base: int) -> int:
    """Return the most that a unit with `base` holders of the award that the rule counts may get.

    A part of one is dropped, taken for one, or rounded half up, as the rule says; nothing is a float.
    """
    part, whole = rule.share.numerator * base, rule.share.denominator
    match rule.rounding:
        case Rounding.DOWN:
            return part // whole
        case Rounding.UP:
            return -(-part // whole)
        case Rounding.HALF_UP:
            return (2 * part + whole) // (2 * whole)
