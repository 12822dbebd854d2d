"""Whether there is a screen to open the window on. Qt itself would end the whole program with a riddle."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Mapping


def is_there(environ: Mapping[str, str] = os.environ) -> bool:
    """On Linux, whether a display server answers; elsewhere, and where Qt's platform is named, always."""
    if sys.platform != "linux" or environ.get("QT_QPA_PLATFORM"):
        return True
    return _wayland_answers(environ) or _x_answers(environ)


def _wayland_answers(environ: Mapping[str, str]) -> bool:
    name = environ.get("WAYLAND_DISPLAY")
    if not name:
        return False
    with socket.socket(socket.AF_UNIX) as wayland:
        try:
            wayland.connect(os.path.join(environ.get("XDG_RUNTIME_DIR", ""), name))
        except OSError:
            return False
    return True


def _x_answers(environ: Mapping[str, str]) -> bool:
    name = environ.get("DISPLAY")
    if not name:
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # nothing is known; Qt says which library it misses
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(name.encode(), None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not refused
