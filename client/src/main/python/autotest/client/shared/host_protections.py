"""How far a repair of a machine may go."""

from autotest.client.shared import enum

Protection = enum.Enum(
    "No protection",
    "Repair software only",
    "Repair filesystem only",
    "Do not repair",
    "Do not verify",
)

default = Protection.NO_PROTECTION
choices = Protection.choices()
