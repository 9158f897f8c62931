"""Lets papermill write parameters as Java: pip install launcher/papermill, and nothing else to do."""

import math

from papermill.engines import NBClientEngine as Engine  # what papermill asks an entry point for
from papermill.translators import Translator, papermill_translators

__all__ = ["Engine", "JavaTranslator"]

INTS = range(-(2**31), 2**31)


class JavaTranslator(Translator):
    """Numbers in lists become arrays, which is what the library takes; other lists a List."""

    @classmethod
    def translate_none(cls, val):
        return "null"

    @classmethod
    def translate_int(cls, val):
        return str(val) if val in INTS else f"{val}L"

    @classmethod
    def translate_float(cls, val):
        if math.isnan(val):
            return "Double.NaN"
        if math.isinf(val):
            return f"Double.{'POSITIVE' if val > 0 else 'NEGATIVE'}_INFINITY"
        return repr(val)

    @classmethod
    def translate_list(cls, val):
        depth, kind = array_of(val)
        if kind:
            return f"new {kind}{'[]' * depth} {braces(val)}"
        return f"List.of({', '.join(cls.translate(v) for v in val)})"

    @classmethod
    def translate_dict(cls, val):
        entries = (f"Map.entry({cls.translate_str(k)}, {cls.translate(v)})" for k, v in val.items())
        return f"Map.ofEntries({', '.join(entries)})"

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name, str_val):
        return f"{'Object' if str_val == 'null' else 'var'} {name} = {str_val};"


def array_of(val):
    """How deep a list of numbers is and of what kind; no kind where it is none."""
    if val and all(isinstance(v, list) for v in val):
        inner = [array_of(v) for v in val]
        kinds = {kind for _, kind in inner}
        kind = None if None in kinds or len({depth for depth, _ in inner}) > 1 else widest(kinds)
        return inner[0][0] + 1, kind
    if not val or any(isinstance(v, bool) or not isinstance(v, (int, float)) for v in val):
        return 1, None
    if any(isinstance(v, float) for v in val):
        return 1, "double"
    return 1, "int" if all(v in INTS for v in val) else "long"


def widest(kinds):
    return next(kind for kind in ("double", "long", "int") if kind in kinds)


def braces(val):
    text = (braces(v) if isinstance(v, list) else JavaTranslator.translate(v) for v in val)
    return "{" + ", ".join(text) + "}"


for name in ("ot4j", "java", "Java"):  # by the kernel, or else by the language
    papermill_translators.register(name, JavaTranslator)
