"""From the bytes of a YAML file to plain values and the lines they stand on. Knows YAML, not what belongs in the file.

What hostile or broken files can do is stopped here: size, depth, aliases that multiply, tags, keys that stand twice.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import Reader

from curate.config.faults import Fault, FaultyFileError, KeyPath, Report, shown
from curate.config.syntax import explained
from curate.locale import M

LARGEST = 5 * 1024 * 1024
"""Bytes. 500 sources with everything said take 0.2 MB."""
DEEPEST = 20
"""Levels. The file needs five; libyaml's own composer overruns the stack of the machine at some ten thousand."""
MOST_REPEATED = 100_000
"""Values that the file may hold once its aliases are written out: more is an alias bomb."""

_PREFIX = "tag:yaml.org,2002:"
_TAGS = frozenset(_PREFIX + name for name in ("str", "int", "float", "bool", "null", "seq", "map", "merge"))
_GLUED = re.compile(r"\s*(?P<key>[a-z_]{2,}):\S")
_LARGEST_WHOLE = 2**53


_RESOLVERS = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _PREFIX + "timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader (libyaml's where PyYAML was built with it), which leaves dates as the text they are."""

    yaml_implicit_resolvers = _RESOLVERS


class Yaml:
    """A file that is sound YAML: `data` holds plain values, `root` the nodes with their places in `text`."""

    def __init__(self, text: str, root: Node) -> None:
        self.text, self.root = text, root
        report = Report()
        self.data = _Plain(text, report).value(root, ())
        self.faults: tuple[Fault, ...] = tuple(report.faults)
        """What is wrong though the YAML is sound: a key that stands twice, a number that is none."""

    def line(self, at: KeyPath, *, key: bool = False) -> int | None:
        """Return the line (from 1) of the value at a path, or of its key; or of what is around it."""
        node, line = self.root, _line(self.root)
        for number, step in enumerate(at):
            found = child(node, step)
            if found is None:
                break
            name, node = found
            empty = isinstance(node, ScalarNode) and not node.value
            line = _line(name) if (key and number == len(at) - 1) or empty else _line(node)
        return line

    def node(self, at: KeyPath) -> Node | None:
        """Return the node at a path, or None."""
        node = self.root
        for step in at:
            found = child(node, step)
            if found is None:
                return None
            node = found[1]
        return node

    def names(self, at: KeyPath) -> list[str]:
        """Return the keys of the group at a path, as they are written; none where there is no group."""
        node = self.node(at)
        pairs = node.value if isinstance(node, MappingNode) else []
        return [key.value for key, _ in pairs if isinstance(key, ScalarNode)]

    def raw(self, at: KeyPath) -> str | None:
        """Return a single value as it is written, or None."""
        node = self.node(at)
        return node.value if isinstance(node, ScalarNode) else None


def read(raw: bytes, file: str) -> Yaml:
    """Return the values in a file and their places.

    Raises FaultyFileError where it is not sound YAML.
    """
    text = decoded(raw, file)
    return Yaml(text, composed(text, file))


def decoded(raw: bytes, file: str) -> str:
    """Return the text of a file, without byte order mark. Raises FaultyFileError where it is too large or not UTF-8."""
    report = Report()
    if len(raw) > LARGEST:
        report.add((), M("is larger than {n} MB, which no list of sources is.", n=LARGEST // 1024**2))
    elif raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        report.add((), M("is saved as UTF-16. Save it as UTF-8 in your editor."))
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            problem = M("holds a character that is not UTF-8. Save the file as UTF-8 in your editor.")
            report.add((), problem, line=line)
        else:
            odd = Reader.NON_PRINTABLE.search(text)
            if odd is None:
                return text
            line = text.count("\n", 0, odd.start()) + 1
            code = f"U+{ord(odd.group()):04X}"
            report.add((), M("holds an invisible control character ({code}). Take it out.", code=code), line=line)
    raise FaultyFileError(file, report.faults)


def composed(text: str, file: str) -> Node:
    """Return the nodes of a text. Raises FaultyFileError where it is not sound YAML, or is made to hurt."""
    report = Report()
    try:
        aliased = _check_events(text, report)
        root: Node | None = None if report.faults else _Loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        line, problem = explained(error, text)
        report.add((), problem, line=line)
    else:
        if root is not None and _written_out(root) > MOST_REPEATED:
            problem = M("repeats itself without end through aliases (&name and *name). Write it out instead.")
            report.add((), problem, line=aliased)
        if root is None and not report.faults:
            report.add((), M("is empty. Expected at least `sources:` with the addresses to follow."))
    if report.faults or root is None:
        raise FaultyFileError(file, report.faults)
    return root


def _check_events(text: str, report: Report) -> int | None:
    """Note the first thing that must not reach the composer: it would run out of stack, or make objects.

    Returns the line of the first alias, None where there is none.
    """
    loader = _Loader(text)
    depth = documents = 0
    aliased: int | None = None
    while loader.check_event():
        event = loader.get_event()
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        documents += isinstance(event, yaml.DocumentStartEvent)
        tag = getattr(event, "tag", None)
        line = event.start_mark.line + 1
        if depth > DEEPEST:
            problem = M("is nested more than {n} levels deep. Check the brackets and the indentation.", n=DEEPEST)
            report.add((), problem, line=line)
            break
        if documents > 1:
            report.add((), M("found a second document (`---`), expected one."), line=line)
            break
        if tag is not None and tag not in _TAGS and tag != "!":
            found = shown(tag.replace(_PREFIX, "!!"))
            problem = M("found the YAML tag {found}, which is not allowed here. Take it out.", found=found)
            report.add((), problem, line=line)
            break
        if aliased is None and isinstance(event, yaml.AliasEvent):
            aliased = line
    return aliased


def _written_out(root: Node) -> float:
    """Return how many values aliases add once they are written out; infinity where one holds itself."""
    sizes: dict[int, float] = {}
    open_: set[int] = set()

    def size(node: Node) -> float:
        if id(node) in open_:
            return math.inf
        if id(node) not in sizes:
            open_.add(id(node))
            sizes[id(node)] = 1 + sum(size(child) for child in _children(node))
            open_.discard(id(node))
        return sizes[id(node)]

    total = size(root)
    # A long file without aliases is no bomb: only what is repeated counts.
    return total if math.isinf(total) else total - len(sizes)


def _children(node: Node) -> Iterator[Node]:
    if isinstance(node, SequenceNode):
        yield from node.value
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield key
            yield value


class _Plain:
    """Makes plain values of nodes: text, numbers, true and false, lists, and groups whose keys are text."""

    def __init__(self, text: str, report: Report) -> None:
        self._text = text
        self._report = report
        self._constructor = yaml.constructor.SafeConstructor()

    def value(self, node: Node, at: KeyPath) -> object:
        if isinstance(node, SequenceNode):
            return [self.value(child, (*at, number)) for number, child in enumerate(node.value)]
        if isinstance(node, MappingNode):
            return self._group(node, at)
        return self._single(node, at) if isinstance(node, ScalarNode) else None

    def _group(self, node: MappingNode, at: KeyPath) -> dict[str, object]:
        group: dict[str, object] = {}
        merged: dict[str, object] = {}
        first: dict[str, int] = {}
        for key, child in node.value:
            if key.tag == _PREFIX + "merge":
                merged |= self._merge(child, at)
                continue
            name = self._key(key, at)
            if name is None:
                continue
            if name in first:
                problem = M("stands here and on line {first}. Keep one of the two.", first=first[name])
                self._report.add((*at, name), problem, line=_line(key))
                continue
            first[name] = _line(key)
            group[name] = self.value(child, (*at, name))
        return merged | group

    def _merge(self, node: Node, at: KeyPath) -> dict[str, object]:
        groups = node.value if isinstance(node, SequenceNode) else [node]
        merged: dict[str, object] = {}
        for group in reversed(groups):
            if isinstance(group, MappingNode):
                merged |= self._group(group, at)
            else:
                self._report.add(
                    (*at, "<<"), M("expected the alias of a group of keys, such as *name."), line=_line(group)
                )
        return merged

    def _key(self, node: Node, at: KeyPath) -> str | None:
        if isinstance(node, ScalarNode) and node.tag == _PREFIX + "str":
            return str(node.value)
        if isinstance(node, ScalarNode):
            raw = shown(node.value)
            problem = M('expected a word as a key. Put quotes around it: "{raw}".', raw=raw)
            self._report.add((*at, raw), problem, line=_line(node))
        else:
            self._report.add(at, M("found a list or a group as a key, expected a word."), line=_line(node))
        return None

    def _single(self, node: ScalarNode, at: KeyPath) -> object:
        kind = node.tag.removeprefix(_PREFIX)
        try:
            if kind == "int":
                number = self._constructor.construct_yaml_int(node)
                if abs(number) <= _LARGEST_WHOLE:
                    return number
            if kind == "float":
                fraction = self._constructor.construct_yaml_float(node)
                if math.isfinite(fraction):
                    return fraction
            if kind == "bool":
                return self._constructor.construct_yaml_bool(node)
        except (ValueError, KeyError, IndexError):  # `!!int x`, `!!bool maybe`, a whole number of 5,000 digits
            pass
        if kind == "null":
            return None
        if kind == "str":
            self._check_glued(node, at)
            return str(node.value)
        self._not_a_number(node, at)
        return None

    def _not_a_number(self, node: ScalarNode, at: KeyPath) -> None:
        raw = shown(node.value)
        problem = M("found “{raw}”, which is no usable number. If it is a text, put quotes around it.", raw=raw)
        self._report.add(at, problem, line=_line(node))

    def _check_glued(self, node: ScalarNode, at: KeyPath) -> None:
        """Note a key without a space after its colon: YAML takes `trust:4` for more of the value above it."""
        if node.style or node.start_mark.line == node.end_mark.line:
            return
        written = self._text[node.start_mark.index : node.end_mark.index].split("\n")
        for number, row in enumerate(written[1:], start=_line(node) + 1):
            glued = _GLUED.match(row)
            if glued:
                key = glued["key"]
                problem = M("a space is missing after the colon of `{key}:`.", key=key)
                self._report.add((*at[:-1], key), problem, line=number)


def tokens(text: str) -> Iterator[yaml.Token]:
    """Yield the tokens of a text that is sound YAML: each ends where its own text ends."""
    loader = _Loader(text)
    while loader.check_token():
        yield loader.get_token()


def child(node: Node, step: str | int) -> tuple[Node, Node] | None:
    """Return the key and the value one step down (for a list: the value twice), looking into merged groups too."""
    if isinstance(step, int):
        if isinstance(node, SequenceNode) and step < len(node.value):
            return node.value[step], node.value[step]
        return None
    if not isinstance(node, MappingNode):
        return None
    for key, value in node.value:
        if isinstance(key, ScalarNode) and key.value == step and key.tag != _PREFIX + "merge":
            return key, value
    for key, value in node.value:
        if key.tag == _PREFIX + "merge":
            for group in value.value if isinstance(value, SequenceNode) else [value]:
                found = child(group, step)
                if found:
                    return found
    return None


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
