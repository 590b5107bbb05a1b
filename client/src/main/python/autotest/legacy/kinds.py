"""Types by the names that the module `types` had."""


class _Instances(type):
    """What `types.InstanceType` is: equal to each class that is written in Python."""

    def __eq__(cls, kind):
        return kind is cls or (isinstance(kind, type) and _is_written(kind))

    __hash__ = type.__hash__

    def __instancecheck__(cls, thing):
        return _is_written(type(thing))


def _is_written(kind):
    return any("__weakref__" in vars(base) for base in kind.__mro__)


TYPES = {
    "BooleanType": bool,
    "DictType": dict,
    "DictionaryType": dict,
    "FileType": object,
    "FloatType": float,
    "IntType": int,
    "ListType": list,
    "LongType": int,
    "ObjectType": object,
    "StringType": str,
    "StringTypes": (str, str),
    "TupleType": tuple,
    "TypeType": type,
    "ClassType": type,
    "UnicodeType": str,
    "NoneType": type(None),
    "InstanceType": _Instances("InstanceType", (), {}),
    "SliceType": slice,
    "UnboundMethodType": type(_is_written),
    "XRangeType": range,
}
