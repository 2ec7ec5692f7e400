"""YAML as rules are written: read as its standard says, and refused in one line where it is not."""

import pytest
import yaml

from adapters.strict_yaml import load_strictly

PLAIN = """\
# What rule sets hold, in every spelling.
name: "Giấy khen"
long: >-
  hai dòng
  thành một
lines: |
  một
  hai
days: [5, 0x10, 010, -1, 1.5, .inf]
from: 2025-07-01
yes_and_no: [yes, NO, true, ~, null, ""]
shared: &shared {grace: 3, unit: ngày}
used: [*shared, {<<: *shared, grace: 5}]
? "2"
: 3
"""


def test_it_reads_what_the_plain_parser_reads() -> None:
    """The fast parser changes no value and no type of what offices have written."""
    assert repr(load_strictly(PLAIN.encode())) == repr(yaml.safe_load(PLAIN))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\nb: 2\na: 3\n", "a is written twice"),
        ("a: [1", "line 1"),
        ("a: !!python/object:os.system x", "could not determine a constructor"),
        ("a: \x00", "unacceptable character"),
        ("--- a\n--- b", "another document"),
        ("a: 2020-02-30", "day is out of range"),
        ("[" * 100_000, "nested more than"),
        ("- " * 50_000, "nested more than"),
        ('{"a":' * 50_000, "nested more than"),
    ],
    ids=range(9),
)
def test_what_it_refuses_it_refuses_in_one_line(text: str, told: str) -> None:
    """A file that is damaged, or made to do damage, ends neither the process nor in a traceback."""
    with pytest.raises(ValueError, match=told) as refused:
        load_strictly(text.encode())

    assert "\n" not in str(refused.value)
