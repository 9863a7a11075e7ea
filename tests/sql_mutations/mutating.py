"""One-line mutants of SQL templates: what a slip of the pen would make of a check.

A line is mutated as text, outside of comments, strings and types; what is no SQL any more is told
apart later, when it is run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Mutant:
    """A file with one line changed.

    Attributes:
        file: stem of the model or macro.
        part: the CTE or macro that the line stands in.
        line_number: where, from 1.
        slip: what kind of change.
        before: the line, stripped.
        after: what became of it, stripped; empty where the line is gone.
        text: the whole file, changed.
    """

    file: str
    part: str
    line_number: int
    slip: str
    before: str
    after: str
    text: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Name the mutant in a way that survives changes elsewhere in its file."""
        return self.file, self.part, self.before, self.after


_COMMENT: Final = re.compile(r"\{#.*?#\}|--[^\n]*", re.DOTALL)
_STRING: Final = re.compile(r"'(?:[^'\n]|'')*'")
_TYPE: Final = re.compile(r"decimal\(\d+, \d+\)")
_PART: Final = re.compile(r"^\s*(\w+) as (?:materialized )?\($|^\{% (?:macro|test) (\w+)\(")
_SET: Final = re.compile(r"^\{%-? set \w+ = \d+ -?%\}$")

_FLIPS: Final = {
    "<>": "=",
    "<=": "<",
    ">=": ">",
    "<": "<=",
    ">": ">=",
    "=": "<>",
    " is not distinct from ": " is distinct from ",
    " is distinct from ": " is not distinct from ",
    " is not null": " is null",
    " is null": " is not null",
    " not in (": " in (",
    " in (": " not in (",
    "not exists": "exists",
}
_COMPARISON: Final = re.compile("|".join(map(re.escape, _FLIPS)))
_CONSTANT: Final = re.compile(r"(?<![\w.\[{])\d+(?:\.\d+)?(?![\w.\]}])")
_SIGN: Final = re.compile(r"(?<=[\w)\]}] )[+-](?= [\w({])|(?<=[ (,])-(?=\d)")
_LIST: Final = re.compile(r"(?:using \(|partition by )([\w., ]+?)(?=\)| order by|$)")
_OPERAND: Final = re.compile(r" (?:and|or) ")
# What stands between `exists (` and its `from`: no number of anything.
_SOMETHING: Final = re.compile(r"select 1(?=$| from)", re.MULTILINE)


def mutants(file: str, text: str) -> Iterator[Mutant]:
    """Make all one-line mutants of a template."""
    lines = text.split("\n")
    masked = _mask(text).split("\n")
    part = ""
    for index, (line, code) in enumerate(zip(lines, masked, strict=True)):
        named = _PART.match(code)
        part = next(filter(None, named.groups()), part) if named else part
        if (
            not code.strip()
            or "{{ config(" in code
            or (code.lstrip().startswith("{%") and not _SET.match(code.strip()))
        ):
            continue
        seen = {line.strip()}
        for slip, make in SLIPS.items():
            for changed in make(line, code, _neighbours(masked, index)):
                if changed.strip() not in seen:
                    seen.add(changed.strip())
                    kept = [changed] if changed.strip() else []
                    whole = "\n".join([*lines[:index], *kept, *lines[index + 1 :]])
                    yield Mutant(file, part, index + 1, slip, line.strip(), changed.strip(), whole)


def _mask(text: str) -> str:
    """Blank comments, strings and types, every character in its place."""

    def hide(found: re.Match[str], sign: str) -> str:
        return "".join("\n" if char == "\n" else sign for char in found.group())

    text = _COMMENT.sub(lambda found: hide(found, " "), text)
    text = _STRING.sub(lambda found: hide(found, "§"), text)
    text = _SOMETHING.sub("select §", text)
    return _TYPE.sub(lambda found: hide(found, "§"), text)


def _neighbours(masked: list[str], index: int) -> tuple[str, str]:
    """Give the code lines before and after one, stripped."""
    before = next((line.strip() for line in masked[:index][::-1] if line.strip()), "")
    after = next((line.strip() for line in masked[index + 1 :] if line.strip()), "")
    return before, after


def _is_balanced(code: str) -> bool:
    depth = 0
    for char in code:
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth < 0:
            return False
    return depth == 0


def _operand_end(code: str, start: int) -> int:
    """Find where the operand that begins at `start` ends."""
    depth = 0
    for position in range(start, len(code)):
        depth += {"(": 1, ")": -1}.get(code[position], 0)
        rest = code[position:]
        if depth < 0 or (depth == 0 and re.match(r" (?:and|or|then|as|else|order by)\b|,$", rest)):
            return position
    return len(code)


def _without_condition(line: str, code: str, near: tuple[str, str]) -> Iterator[str]:
    before, after = near
    bare = code.strip()
    indent = line[: len(line) - len(line.lstrip())]
    if re.match(r"(?:and|or) ", bare) and _is_balanced(bare):
        then = re.search(r" then .*", code)
        if then is None:
            yield ""
        elif _OPERAND.search(" " + bare[: bare.find(" then ")]):
            yield indent + line[then.start() :].strip()
    if (found := re.match(r"\s*(?:where|having|qualify|on) (?=\S)", code)) and _is_balanced(bare):
        end = _operand_end(code, found.end())
        yield line[: found.end()] + "true" + line[end:]
    opens = re.search(r"(?:^|\()(?:on|where|when|having|qualify)?$", before) is not None
    if opens and re.match(r"(?:and|or) ", after) and _is_balanced(bare):
        yield indent + ("true" if after.startswith("and") else "false")
    for found in _OPERAND.finditer(code):
        end = _operand_end(code, found.end())
        yield line[: found.start()] + line[end:]
    for found in re.finditer(r"\bwhen (?=\S)|\(where (?=\S)", code):
        end = _operand_end(code, found.end())
        if code[end : end + 5] in (" and ", " or "):
            yield line[: found.end()] + line[end:].split(" ", 2)[2]
        else:
            never = "false" if found.group().startswith("when") else "true"
            yield line[: found.end()] + never + line[end:]


def _replaced(pattern: re.Pattern[str], new: Callable[[str], str]) -> _Maker:
    def make(line: str, code: str, near: tuple[str, str]) -> Iterator[str]:
        for found in pattern.finditer(code):
            yield line[: found.start()] + new(found.group()) + line[found.end() :]

    return make


def _comparison(line: str, code: str, near: tuple[str, str]) -> Iterator[str]:
    if not _SET.match(code.strip()):
        yield from _replaced(_COMPARISON, _FLIPS.__getitem__)(line, code, near)


def _constant(text: str) -> str:
    return f"{float(text) * 2}" if "." in text else f"{int(text) + 1}"


def _without_column(line: str, code: str, near: tuple[str, str]) -> Iterator[str]:
    for found in _LIST.finditer(code):
        names = found.group(1).split(", ")
        for name in names if len(names) > 1 else ():
            kept = ", ".join(each for each in names if each != name)
            yield line[: found.start(1)] + kept + line[found.end(1) :]


_Maker = Callable[[str, str, tuple[str, str]], Iterator[str]]

SLIPS: Final[dict[str, _Maker]] = {
    "condition dropped": _without_condition,
    "comparison flipped": _comparison,
    "constant changed": _replaced(_CONSTANT, _constant),
    "join changed": _replaced(
        re.compile(r"\b(?:inner|left) join\b"),
        lambda text: "left join" if text.startswith("inner") else "inner join",
    ),
    "column dropped": _without_column,
    "sign flipped": _replaced(_SIGN, lambda text: "-" if text == "+" else "+"),
    "distinct dropped": _replaced(re.compile(r"\bdistinct\b(?! from\b) ?"), lambda _: ""),
    "union kept double": _replaced(re.compile(r"^\s*union$"), lambda text: text + " all"),
}
