#!/bin/sh
# Ends with the status it is told, after some words.
status=0
for argument; do
  case $argument in
    --status=*) status=${argument#--status=} ;;
    --words=*) echo "${argument#--words=}" ;;
    --signal=*) kill "-${argument#--signal=}" $$ ;;
  esac
done
echo "test $AUTOTEST_TEST_NAME, iteration $AUTOTEST_ITERATION" >&2
echo "speed{perf}=12.5" >> "$AUTOTEST_RESULTS_DIR/keyval"
pwd > where
exit "$status"
