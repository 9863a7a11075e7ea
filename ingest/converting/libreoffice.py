"""Old Word files (.doc, .wps) → .docx, by LibreOffice where it is installed.

It runs with a profile of its own that is thrown away, without macros, with a proxy that leads
nowhere (linked pictures are not fetched), within a time limit; its memory is bounded by what its
parent may take.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from ingest.errors import DamagedFileError, MissingProgramError

_PROGRAMS: Final = ("soffice", "libreoffice")
_COMMAND: Final = "sudo apt-get install --no-install-recommends libreoffice-writer-nogui"
INSTALL: Final = f"{_COMMAND}, or save it as .docx"
# A report of 60 tables takes 8 s, a first start as much again.
_SECONDS: Final = 180.0

_SETTINGS: Final = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Save/URL", "Internet", "false"),
    ("Writer/Content/Update", "Link", "0"),
)
# Port 9 discards (RFC 863): whatever is asked of the network is refused at once.
_PROXY: Final = (
    ("ooInetProxyType", "2"),
    ("ooInetHTTPProxyName", "127.0.0.1"),
    ("ooInetHTTPProxyPort", "9"),
    ("ooInetHTTPSProxyName", "127.0.0.1"),
    ("ooInetHTTPSProxyPort", "9"),
)


def find_libreoffice() -> str | None:
    """Find the program; None where it is not installed."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def word_to_docx(content: bytes, file_name: str) -> bytes:
    """Convert an old Word file.

    Raises:
        MissingProgramError: LibreOffice is not installed.
        DamagedFileError: it gives no .docx, or none in time.
    """
    program = find_libreoffice()
    if program is None:
        raise MissingProgramError("an old Word file (旧版 Word)", "LibreOffice", INSTALL)
    with tempfile.TemporaryDirectory(prefix="budget-office-") as name:
        folder = Path(name)
        (folder / "report.doc").write_bytes(content)
        _write_profile(folder / "profile" / "user")
        said = _run(program, folder, file_name)
        result = folder / "out" / "report.docx"
        if not result.is_file():
            raise DamagedFileError(file_name, f"LibreOffice cannot open it: {said}")
        return result.read_bytes()


def _run(program: str, folder: Path, file_name: str) -> str:
    """Run it to its end, with all that it starts; gives the last line that it said."""
    # whoever waits for it may be killed for taking too long: it must not go on for ever then
    watch = shutil.which("timeout")
    process = subprocess.Popen(
        [
            *([watch, "-k", "5", f"{_SECONDS:g}"] if watch else []),
            program,
            *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out")),
            str(folder / "report.doc"),
        ],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={"PATH": os.defpath, "HOME": str(folder), "LC_ALL": "C.UTF-8", "TMPDIR": str(folder)},
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise DamagedFileError(
            file_name, f"LibreOffice took longer than {_SECONDS:g} s (转换超时)"
        ) from error
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    lines = output.decode("utf-8", "replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it says nothing")


def _write_profile(user: Path) -> None:
    user.mkdir(parents=True)
    items = [
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    ]
    items += [
        f'<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for name, value in _PROXY
    ]
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items '
        'xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{"".join(items)}</oor:items>',
        encoding="utf-8",
    )
