"""`split`, `sub` and `subn` of `re` as Python 2 had them: of a match of nothing they made less.

`split` passed over it, and `sub` where it stood right behind another match.
"""

import re


def call(home, name, *args, **dargs):
    """The method of a pattern, or the function of `re`."""
    pattern = re.compile(args[0]) if home is re else home
    rest = args[1:] if home is re else args
    if "string" in dargs or not rest:
        return getattr(home, name)(*args, **dargs)
    return _METHODS[name](pattern, *rest, **dargs)


def _split(pattern, text, maxsplit=0, flags=0):
    parts, last, at = [], 0, 0
    pattern = _flagged(pattern, flags)
    while not maxsplit or len(parts) // (pattern.groups + 1) < maxsplit:
        found = pattern.search(text, at)
        if found is None:
            break
        if found.end() == found.start():
            at = found.end() + 1
            if at > len(text):
                break
            continue
        parts.append(text[last : found.start()])
        parts.extend(found.groups())
        last = at = found.end()
    parts.append(text[last:])
    return parts


def _subn(pattern, replacement, text, count=0, flags=0):
    parts, last, at, times = [], 0, 0, 0
    pattern = _flagged(pattern, flags)
    made = replacement if callable(replacement) else lambda found: found.expand(replacement)
    while (not count or times < count) and at <= len(text):
        found = pattern.search(text, at)
        if found is None:
            break
        start, end = found.span()
        if not start == end == last or not times:
            parts += [text[last:start], made(found)]
            last = end
            times += 1
        at = end + 1 if start == end else end
    parts.append(text[last:])
    return text[:0].join(parts), times


def _sub(pattern, replacement, text, count=0, flags=0):
    return _subn(pattern, replacement, text, count, flags)[0]


def _flagged(pattern, flags):
    return re.compile(pattern.pattern, pattern.flags | flags) if flags else pattern


_METHODS = {"split": _split, "sub": _sub, "subn": _subn}
