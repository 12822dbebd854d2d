"""A microphone for computers that have none: a PulseAudio daemon of our own whose only source hears what is played.

As a program it lends the microphone to another one: `python -m tests.virtual_microphone COMMAND…`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAMS = ("pulseaudio", "pactl", "paplay", "parec")
START_TIMEOUT_S = 10.0

CONFIGURATION = """\
load-module module-native-protocol-unix socket={folder}/native auth-anonymous=1
load-module module-null-sink sink_name=mouth rate=48000 channels=1 format=s16le
load-module module-remap-source master=mouth.monitor source_name=ear
set-default-sink mouth
set-default-source ear
"""


def missing_programs() -> list[str]:
    return [program for program in PROGRAMS if shutil.which(program) is None]


class VirtualMicrophone:
    """Stands from `start` to `stop`; meanwhile this process, and what it starts, has it as the default microphone."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="laaj-microphone-"))
        self._processes: list[subprocess.Popen[bytes]] = []
        self._server_before = os.environ.get("PULSE_SERVER")

    def start(self) -> None:
        """Raises RuntimeError with the daemon's own log when it does not come up."""
        configuration, log = self._folder / "default.pa", self._folder / "log"
        configuration.write_text(CONFIGURATION.format(folder=self._folder))
        home = {name: str(self._folder) for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME")}
        self._run(
            *("pulseaudio", "-n", "-F", configuration, "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"),
            *("--disable-shm=yes", "--realtime=no", "--high-priority=no", f"--log-target=file:{log}"),
            environment=os.environ | home | {"DBUS_SESSION_BUS_ADDRESS": ""},
        )
        os.environ["PULSE_SERVER"] = f"unix:{self._folder}/native"
        given_up_at = time.monotonic() + START_TIMEOUT_S
        while subprocess.run(["pactl", "info"], capture_output=True).returncode:
            if time.monotonic() > given_up_at or self._processes[0].poll() is not None:
                reason = log.read_text() if log.exists() else "no log"
                self.stop()
                raise RuntimeError(f"pulseaudio did not start: {reason}")
            time.sleep(0.05)
        # While anyone listens this closely, the sink runs in short steps; else it would wake every two seconds.
        listen = ["parec", "--device=ear", "--latency-msec=20", "--rate=16000", "--channels=1", "--raw"]
        self._run(*listen)
        with subprocess.Popen(listen, stdout=subprocess.PIPE) as first_sound:
            assert first_sound.stdout is not None
            first_sound.stdout.read(3200)
            first_sound.terminate()

    def speak(self, sound: Path) -> subprocess.Popen[bytes]:
        """Begins to play a sound file into the microphone; wait for the returned process to hear it out."""
        process = subprocess.Popen(["paplay", "--device=mouth", "--latency-msec=50", str(sound)])
        self._processes.append(process)
        return process

    def unplug(self) -> None:
        """Kills the daemon: to its users, the microphone is gone from one moment to the next."""
        self._processes[0].kill()
        self._processes[0].wait()

    def stop(self) -> None:
        """Safe to call twice."""
        for process in reversed(self._processes):
            process.terminate()
            process.wait()
        self._processes.clear()
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._server_before is None:
            os.environ.pop("PULSE_SERVER", None)
        else:
            os.environ["PULSE_SERVER"] = self._server_before

    def _run(self, *command: str | Path, environment: dict[str, str] | None = None) -> None:
        null = subprocess.DEVNULL
        process = subprocess.Popen(list(map(str, command)), env=environment, stdin=null, stdout=null, stderr=null)
        self._processes.append(process)

    def __enter__(self) -> VirtualMicrophone:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


if __name__ == "__main__":
    with VirtualMicrophone():
        sys.exit(subprocess.run(sys.argv[1:]).returncode)
