"""What the values that a test measures are: their units, and which direction is good."""


def attributes(values, units=None, better=None):
    """The attributes that say so beside perf values, such as `speed.unit` and `speed.better`.

    `units` and `better` are dictionaries by the names of the values, or one text for all:
    `{"speed": "MB/s"}`, `"higher"` or `"lower"`.
    """
    told = {}
    for word, given in (("unit", units), ("better", better)):
        named = given if isinstance(given, dict) else dict.fromkeys(values, given)
        told.update({"%s.%s" % (n, word): v for n, v in named.items() if v is not None})
    return told
