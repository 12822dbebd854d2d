"""What Laaj needs from the system beside Python packages: checked by loading it, installed with apt where that can be.

    python3 packaging/system_libraries.py run|test|package    check, install what is missing, or say which command does
    python3 packaging/system_libraries.py depends             print the Debian packages that an installed Laaj needs
    python3 packaging/system_libraries.py recommends          print those that it can do without, but should have

Only the standard library is used here, because nothing else is there yet. On Windows and macOS the Python packages
bring everything, so there is nothing to do.
"""

from __future__ import annotations

import ctypes
import glob
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import invalidate_caches
from importlib.util import find_spec


@dataclass(frozen=True)
class Need:
    package: str  # Debian's name
    thing: str  # what is looked for: the name of a library, a program, a file pattern or a Python module
    is_there: Callable[[str], bool]
    vital: bool = True  # without it the purpose cannot be served at all


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def on_path(program: str) -> bool:
    return shutil.which(program) is not None


def exists(pattern: str) -> bool:
    return bool(glob.glob(pattern))


def imports(module: str) -> bool:
    invalidate_caches()  # it may have been installed a moment ago
    return find_spec(module) is not None


PYTHON = [Need(f"python{sys.version_info.major}.{sys.version_info.minor}-venv", "ensurepip", imports)]

WINDOW = [
    Need(package, library, loads)
    for package, library in [
        ("libdbus-1-3", "libdbus-1.so.3"),
        ("libegl1", "libEGL.so.1"),
        ("libfontconfig1", "libfontconfig.so.1"),
        ("libgl1", "libGL.so.1"),
        ("libglib2.0-0", "libgthread-2.0.so.0"),
        ("libx11-xcb1", "libX11-xcb.so.1"),
        ("libxcb-cursor0", "libxcb-cursor.so.0"),
        ("libxcb-icccm4", "libxcb-icccm.so.4"),
        ("libxcb-image0", "libxcb-image.so.0"),
        ("libxcb-keysyms1", "libxcb-keysyms.so.1"),
        ("libxcb-randr0", "libxcb-randr.so.0"),
        ("libxcb-render-util0", "libxcb-render-util.so.0"),
        ("libxcb-shape0", "libxcb-shape.so.0"),
        ("libxcb-sync1", "libxcb-sync.so.1"),
        ("libxcb-xfixes0", "libxcb-xfixes.so.0"),
        ("libxcb-xkb1", "libxcb-xkb.so.1"),
        ("libxkbcommon-x11-0", "libxkbcommon-x11.so.0"),
    ]
]

# Without PortAudio a question can still be typed, so the window opens all the same.
SOUND = [Need("libportaudio2", "libportaudio.so.2", loads, vital=False)]

# A screen, a microphone and a voice that are not there: only the tests marked `microphone` go without.
STAGE = [
    Need("xvfb", "xvfb-run", on_path, vital=False),
    Need("xauth", "xauth", on_path, vital=False),
    Need("pulseaudio", "pulseaudio", on_path, vital=False),
    Need("pulseaudio-utils", "parec", on_path, vital=False),
    Need("libasound2-plugins", "/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so", exists, vital=False),
    Need("espeak-ng", "espeak-ng", on_path, vital=False),
]

# Reading aloud: Qt speaks through this service. Where the computer has none, the window offers no reading aloud.
SPEECH = [
    Need("speech-dispatcher", "speech-dispatcher", on_path, vital=False),
    Need("speech-dispatcher-espeak-ng", "/usr/lib/speech-dispatcher-modules/sd_espeak-ng", exists, vital=False),
]

WORKSHOP = [Need("binutils", "objdump", on_path), Need("dpkg", "dpkg-deb", on_path)]

PURPOSES = {
    "run": PYTHON + WINDOW + SOUND,
    "test": PYTHON + WINDOW + SOUND + STAGE,
    "package": PYTHON + WINDOW + SOUND + WORKSHOP,
}


def missing(purpose: str) -> list[Need]:
    return [need for need in PURPOSES[purpose] if not need.is_there(need.thing)]


def can_speak() -> bool:
    """There is a speech service: Windows and macOS always have one."""
    return not sys.platform.startswith("linux") or on_path("speech-dispatcher")


def root_prefix() -> list[str] | None:
    """What to put before a command so that root runs it; None where that would ask for a password."""
    if os.geteuid() == 0:
        return []
    if on_path("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def apt_install(packages: list[str], prefix: list[str]) -> bool:
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-oDPkg::Lock::Timeout=120"]
    install = [*apt, "install", "--yes", "--no-install-recommends", *packages]
    if quiet(install).returncode == 0:
        return True
    print("      apt's list of packages may be old: asking for a new one", flush=True)
    quiet([*apt, "update"])  # a part of the list that fails to come need not be the part that matters
    done = quiet(install)
    if done.returncode:
        print(done.stderr.strip(), file=sys.stderr)
    return done.returncode == 0


def quiet(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def provide(purpose: str) -> bool:
    """Everything vital to `purpose` is there at the end, or one sentence says which command brings it."""
    if not sys.platform.startswith("linux"):
        return True
    lacking = missing(purpose)
    if not lacking:
        print("      all there", flush=True)
        return True
    packages = [need.package for need in lacking]
    command = f"apt-get install {' '.join(packages)}"
    if not on_path("apt-get"):
        print(f"Laaj needs {', '.join(need.thing for need in lacking)}: install them with your system's package tool.")
    elif (prefix := root_prefix()) is None:
        print(f"Laaj needs a few system libraries; this command installs them: sudo {command}")
    else:
        print(f"      installing {' '.join(packages)}", flush=True)
        if not apt_install(packages, prefix):
            print(f"Some system libraries could not be installed; look at what this says: {command}")
    return not any(need.vital for need in missing(purpose))


def main(arguments: list[str]) -> int:
    if arguments == ["depends"]:
        print(", ".join(need.package for need in SOUND + WINDOW))
        return 0
    if arguments == ["recommends"]:
        print(", ".join(["libasound2-plugins", *(need.package for need in SPEECH)]))
        return 0
    if len(arguments) != 1 or arguments[0] not in PURPOSES:
        print(__doc__, file=sys.stderr)
        return 2
    return 0 if provide(arguments[0]) else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
