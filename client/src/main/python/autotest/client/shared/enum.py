"""Names for numbers: `Enum("A", "B").A` is 0."""


class Enum(object):
    """Its arguments as attributes, numbered from `start_value`, or being their own values.

    `get_string(value)` gives the name, `choices()` pairs of value and name, `values` all values.
    """

    def __init__(self, *names, **dargs):
        as_strings = dargs.pop("string_values", False)
        start = dargs.pop("start_value", 0)
        step = dargs.pop("step", 1)
        if dargs:
            raise TypeError("Enum does not take %s" % ", ".join(sorted(dargs)))
        self.names = list(names)
        self._by_value = {}
        for index, name in enumerate(names):
            attribute = name.upper().replace(" ", "_")
            value = name if as_strings else start + step * index
            setattr(self, attribute, value)
            self._by_value[value] = name
        self.values = list(self._by_value)

    def choices(self):
        """(value, name) of each."""
        return list(self._by_value.items())

    def get_value(self, name):
        """The value of a name; the argument itself when it is a value."""
        if name in self._by_value:
            return name
        return getattr(self, str(name).upper().replace(" ", "_"))

    def get_string(self, value):
        """The name of a value; '' for none."""
        return self._by_value.get(value, "")
