#!/bin/sh
[ "$MAKEOPTS" = -j3 ] || exit 1
[ -z "${LANG+set}" ] || exit 1
