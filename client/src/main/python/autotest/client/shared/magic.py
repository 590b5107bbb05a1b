"""What kind of file one is, by its first bytes."""

_KINDS = (
    (b"\x1f\x8b", "application/x-gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x7fELF", "application/x-executable"),
    (b"\xed\xab\xee\xdb", "application/x-rpm"),
    (b"!<arch>\ndebian", "application/x-debian-package"),
    (b"#!", "text/x-shellscript"),
)


def guess_type(filename):
    """The MIME type of a file; text/plain or application/octet-stream for what is not known."""
    with open(filename, "rb") as source:
        head = source.read(512)
    for start, kind in _KINDS:
        if head.startswith(start):
            return kind
    if head[257:262] == b"ustar":
        return "application/x-tar"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "text/plain"
