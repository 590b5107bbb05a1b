"""Making numbers out of text and text out of numbers."""

import re

_SUFFIXES = ("B", "K", "M", "G", "T", "P", "E")


def human_format(number):
    """A number with K, M, G, … of 1024 each, no more than three digits before it."""
    value = float(number)
    suffixes = ["", "k", "M", "G", "T", "P", "E"]
    while abs(value) >= 1024 and len(suffixes) > 1:
        value /= 1024
        suffixes.pop(0)
    return "%d%s" % (value, suffixes[0]) if not suffixes[0] else "%.2f%s" % (value, suffixes[0])


def to_seconds(time_string):
    """Seconds of a text such as `90`, `1:30.5` (minutes:seconds) or `1:00:00`."""
    match = re.match(r"^(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d*)?)$", time_string.strip())
    if not match:
        raise ValueError("not a time: %r" % time_string)
    hours, minutes, seconds = match.groups()
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)


def extract_all_time_results(results_string):
    """User, system and elapsed seconds of every line of `time` output, as tuples."""
    pattern = re.compile(r"(.*?)user (.*?)system (.*?)elapsed")
    return [
        tuple(to_seconds(part) for part in match)
        for match in pattern.findall(results_string)
        if all(match)
    ]


def avgtime_print(dir):
    """`user system elapsed` times averaged over the runs in `dir/time`, as one line of text."""
    with open("%s/time" % dir) as source:
        times = extract_all_time_results(source.read())
    if not times:
        raise ValueError("reading %s/time: no run in it" % dir)
    averages = [sum(column) / len(times) for column in zip(*times)]
    return "%.2fuser %.2fsystem %.2felapsed" % tuple(averages)


def matrix_to_string(matrix, header=None):
    """Rows of texts as a table, each column as wide as its longest text."""
    rows = [[str(cell) for cell in row] for row in ([header] if header else []) + list(matrix)]
    if not rows:
        return ""
    columns = max(len(row) for row in rows)
    widths = [max(len(row[i]) for row in rows if len(row) > i) for i in range(columns)]
    lines = []
    for row in rows:
        cells = [cell.ljust(widths[i]) for i, cell in enumerate(row)]
        lines.append(" ".join(cells).rstrip() + "\n")
    return "".join(lines)


def display_data_size(size):
    """Bytes as text with a unit of 1000 each: `2.10 KB`."""
    value = float(size)
    index = 0
    while value >= 1000 and index < len(_SUFFIXES) - 1:
        value /= 1000.0
        index += 1
    unit = _SUFFIXES[index]
    return "%.2f %s" % (value, unit if unit == "B" else unit + "B")


def convert_data_size(size, default_sufix="B"):
    """Bytes of a text such as `10`, `10K` or `1.5G`; a bare number is in `default_sufix`."""
    match = re.match(r"^\s*(\d+(?:\.\d+)?)\s*([BKMGTPE]?)", str(size).upper())
    if not match:
        raise ValueError("not a size: %r" % size)
    unit = match.group(2) or default_sufix.upper()
    return int(float(match.group(1)) * 1024 ** _SUFFIXES.index(unit))


def args_to_dict(args):
    """`name=value` and `name:value` texts as a dictionary with lower-case names."""
    found = {}
    for arg in args:
        match = re.match(r"^(\w[\w-]*)[:=](.*)$", arg)
        if match:
            found[match.group(1).lower()] = match.group(2)
    return found


__all__ = [
    "args_to_dict",
    "avgtime_print",
    "convert_data_size",
    "display_data_size",
    "extract_all_time_results",
    "human_format",
    "matrix_to_string",
    "to_seconds",
]
