"""Everything that can be wrong with what the program is given, as one exception tree.

The fields are attributes; the class writes the message: what, where, found, what to do.
English with the Chinese term beside it. Only `cli.py` prints.
"""

from __future__ import annotations


class IngestError(Exception):
    """Base of all errors that a user can do something about."""


class ReportRejectedError(IngestError):
    """A file that cannot be read as a report at all; costs no other report.

    Attributes:
        file_name: the file's base name.
        reason: what is wrong, in English with the Chinese term.
    """

    what = "cannot be read"

    def __init__(self, file_name: str, detail: str = "") -> None:
        self.file_name = file_name
        self.detail = detail
        super().__init__(file_name, detail)

    @property
    def reason(self) -> str:
        """The reason alone, for `dim_reports.status_reason`."""
        return f"{self.what}: {self.detail}" if self.detail else self.what

    def __str__(self) -> str:
        return f"{self.file_name}: {self.reason}"


class WaitingScansError(IngestError):
    """Scanned pages of a report are to be read first, by whoever has time; nothing is wrong.

    Attributes:
        page_numbers: which, 1….
    """

    def __init__(self, page_numbers: tuple[int, ...]) -> None:
        self.page_numbers = page_numbers
        super().__init__(f"{len(page_numbers)} scanned pages are to be read first")


class EmptyFileError(ReportRejectedError):
    """The file has no bytes."""

    what = "the file is empty (空文件); publish or copy it again"


class NotAPdfError(ReportRejectedError):
    """The bytes are not a PDF."""

    what = "not a PDF (不是 PDF 文件)"


class EncryptedPdfError(ReportRejectedError):
    """The PDF asks for a password."""

    what = "the PDF is encrypted (PDF 已加密); remove the password first"


class EncryptedFileError(EncryptedPdfError):
    """An office file asks for a password."""

    what = "the file is encrypted (文件已加密); remove the password first"


class DamagedPdfError(ReportRejectedError):
    """The PDF is cut off or damaged beyond opening."""

    what = "the PDF is damaged or cut off (PDF 已损坏或不完整)"


class NoPagesError(ReportRejectedError):
    """The PDF opens but holds no page."""

    what = "the PDF has no pages (PDF 没有页面)"


class NoTextError(ReportRejectedError):
    """No page has a text layer: a scan."""

    what = "no page has a text layer (没有文字层，可能是扫描件)"


class DamagedFileError(ReportRejectedError):
    """An office file or web page that cannot be opened."""

    what = "the file is damaged (文件已损坏)"


class HostileFileError(ReportRejectedError):
    """A file that would take more than any report needs, or reach out of itself."""

    what = "the file is not opened (拒绝打开)"


class UnreadFormError(ReportRejectedError):
    """A file of a form that nobody reads here yet."""

    what = "a form that is not read (尚不支持的格式)"


class UnreadableTextError(ReportRejectedError):
    """The fonts do not say which characters their glyphs are."""

    what = "the glyphs have no map to characters (字形没有字符编码，文字无法读取)"


class AttachedReportError(ReportRejectedError):
    """The report is a file attached to this one."""

    what = "no table, and the report seems to be an attached file (正文在附件中): attachment"


class MissingProgramError(IngestError):
    """A report is of a form that another program reads, which is not installed here.

    Not the report's fault: it is tried again as soon as the program is there.

    Attributes:
        what: the form, in English with the Chinese term.
        program: its name.
        command: what installs it.
    """

    def __init__(self, what: str, program: str, command: str) -> None:
        self.what = what
        self.program = program
        self.command = command
        super().__init__(what, program, command)

    def __str__(self) -> str:
        return (
            f"{self.what} is read through {self.program}, which is not installed (未安装): "
            f"{self.command}"
        )


class BuildError(IngestError):
    """A build that cannot publish: nothing is changed, the old warehouse stays."""


class UsageError(BuildError):
    """The command was asked for something that cannot be done.

    Attributes:
        problem: what is wrong with which setting, and what to do.
    """

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


class ShrunkFolderError(UsageError):
    """So many reports have gone from the folder that it is more likely not the folder.

    Attributes:
        folder: the reports folder.
        lost: how many of the reports of the last build are not there any more.
        before: of how many.
    """

    def __init__(self, folder: str, lost: int, before: int) -> None:
        self.folder = folder
        self.lost = lost
        self.before = before
        super().__init__(
            f"{lost} of {before} reports have gone from {folder} (报告大量缺失): is it mounted, is "
            "it the right folder? The warehouse stands as it was; ALLOW_SHRINK=1 make build "
            "publishes without them"
        )


class VocabularyError(BuildError):
    """A vocabulary file is faulty: nothing is read with it.

    Attributes:
        faults: one sentence per fault, which names file, rule and word.
    """

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__(
            "the vocabulary is faulty (词汇文件有误); nothing was read or published:\n  "
            + "\n  ".join(faults)
        )


class LockHeldError(BuildError):
    """Another build of the same folder is running.

    Attributes:
        lock_path: the lock file.
        holder: what the holder wrote into it: its process id and start.
    """

    def __init__(self, lock_path: str, holder: str) -> None:
        self.lock_path = lock_path
        self.holder = holder
        super().__init__(lock_path, holder)

    def __str__(self) -> str:
        return (
            f"another build holds {self.lock_path} ({self.holder or 'holder unknown'}); "
            "wait until it has ended"
        )


class StageFailedError(BuildError):
    """A stage of the build ended without doing its work.

    Attributes:
        stage: which stage.
        detail: what it said, last lines first to matter.
        log_path: where the rest is, or None.
    """

    def __init__(self, stage: str, detail: str, log_path: str | None = None) -> None:
        self.stage = stage
        self.detail = detail
        self.log_path = log_path
        super().__init__(stage, detail, log_path)

    def __str__(self) -> str:
        where = f"\nsee {self.log_path}" if self.log_path else ""
        return f"{self.stage} failed; nothing was published\n{self.detail}{where}"
