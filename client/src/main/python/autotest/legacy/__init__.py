"""Running sources written for Python 2 under Python 3, unchanged on disk.

`source` compiles a file: as it is when Python 3 takes it, else converted. `lexer` and
`statements` convert what is no Python 3 syntax, `idioms` and `runtime` what would mean something
else, `imports` finds modules under their old names.
"""
