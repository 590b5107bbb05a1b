#!/bin/sh
[ "$MAKEOPTS" = -j3 ]
