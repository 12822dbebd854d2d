#!/bin/bash
# Runs the tests marked `microphone` in a real window on a virtual screen, with a virtual microphone.
# Where a program for that is missing they do not run, which is said and is no success: on CI it is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
for program in xvfb-run xauth pulseaudio parec; do
    command -v "$program" >/dev/null || missing+=("$program")
done
if [ ${#missing[@]} -gt 0 ]; then
    echo "The microphone tests DID NOT RUN, for want of: ${missing[*]}. Nothing is known about them."
    [ "${CI:-}" != true ]
    exit
fi
xvfb-run --auto-servernum --server-args="-screen 0 1280x900x24" \
    env QT_QPA_PLATFORM=xcb timeout --kill-after=20 900 .venv/bin/pytest "$@" </dev/null
