#!/bin/sh
# fetch → build → site and exports, once a night: what cron, a systemd timer, or a task of Airflow
# or Dagster runs. Settings are those of the environment (REPORTS, WAREHOUSE, SOURCES, …).
#
# BUDGETS: how the program is called, `budgets` or `/srv/budget-warehouse/.venv/bin/python -m ingest`.
# FAULTS: what to do with a report that is rejected, quarantined or partial: `tell` (default) ends
# with 1 after everything is done, `ignore` with 0.
set -u
budgets=${BUDGETS:-budgets}
worst=0

say() { echo "nightly: $*" >&2; }

# a source that does not answer tonight keeps what was fetched before
if [ -n "${SOURCES:-}" ]; then
    $budgets fetch || say "fetch ended with $?: what is there is built"
fi

$budgets build
built=$?
case $built in
    0) ;;
    1) say "some report was rejected, quarantined or partial: see the summary"
       [ "${FAULTS:-tell}" = ignore ] || worst=1 ;;
    3) say "another build is at work: it will do"; exit 0 ;;
    4) say "there are findings that nobody has acknowledged"; worst=4 ;;
    *) say "nothing was published (status $built): the old warehouse stands"; exit "$built" ;;
esac

for command in site export; do
    $budgets "$command" || { say "$command ended with $?"; worst=5; }
done
exit "$worst"
