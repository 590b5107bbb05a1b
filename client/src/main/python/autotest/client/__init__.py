"""What authors of client control files and tests import: `test`, `utils`, `os_dep`, `shared`."""
