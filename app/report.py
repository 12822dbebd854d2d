"""How a command says what went wrong: one sentence on standard error, and where it happened when `--debug` asks."""

from __future__ import annotations

import argparse
import logging
import sys
import traceback

from corpus.whole_file import is_disk_full
from faults import Fault, InputFault, OurFault

log = logging.getLogger(__name__)


def report(failure: Exception, options: argparse.Namespace) -> int:
    """Returns the exit status that the failure means."""
    fault = InputFault("disk-full") if is_disk_full(failure) else failure
    if not isinstance(fault, Fault):
        log.error("unexpected", exc_info=failure)
        fault = OurFault("unexpected", what=type(failure).__name__, log=options.paths.log)
    if options.debug:
        traceback.print_exception(failure)
    print(fault.text("fr"), file=sys.stderr)
    return fault.exit_status
