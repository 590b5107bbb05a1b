#!/bin/sh
test "${LTPBIN##*/}" = shared
