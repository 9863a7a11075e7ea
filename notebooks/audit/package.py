"""Add parts to an Office file and leave the others byte for byte (ECMA-376 part 2)."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from ingest.reading.office.archive import open_archive, parse_xml, read_member

_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)  # equal findings give equal bytes


class Package:
    """The parts of an Office file, to be changed and written again."""

    def __init__(self, content: bytes, file_name: str) -> None:
        archive = open_archive(content, file_name)
        self._file_name = file_name
        self._parts = {
            name: read_member(archive, name, file_name)
            for name in archive.namelist()
            if not name.endswith("/")
        }

    def tree(self, name: str) -> etree._Element | None:
        """Parse a part; None where there is none."""
        content = self._parts.get(name)
        return parse_xml(content, self._file_name) if content else None

    def put(self, name: str, root: etree._Element) -> None:
        """Write a part."""
        self._parts[name] = etree.tostring(
            root, xml_declaration=True, encoding="UTF-8", standalone=True
        )

    def targets(self, part: str) -> dict[str, tuple[str, str]]:
        """Read what a part refers to: relation → (its kind, the part that it names)."""
        root = self.tree(_relations_of(part))
        return {
            each.get("Id"): (
                each.get("Type").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", posixpath.dirname(part), each.get("Target")))
                .lstrip("/"),
            )
            for each in (() if root is None else root)
            if each.get("TargetMode") != "External"
        }  # fmt: skip

    def find(self, part: str, kind: str) -> str | None:
        """Find the part of a kind that a part refers to."""
        return next(
            (name for is_kind, name in self.targets(part).values() if is_kind == kind), None
        )

    def refer(self, part: str, kind: str, target: str) -> str:
        """Let a part refer to another one; gives the relation's id."""
        name = _relations_of(part)
        root = self.tree(name)
        if root is None:
            root = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})
        taken = {each.get("Id") for each in root}
        number = next(n for n in range(1, len(taken) + 2) if f"rIdAudit{n}" not in taken)
        etree.SubElement(
            root,
            f"{{{_RELATIONS}}}Relationship",
            Id=f"rIdAudit{number}",
            Type=f"{OFFICE}/{kind}",
            Target=f"/{target}",
        )
        self.put(name, root)
        return f"rIdAudit{number}"

    def declare(self, part: str, content_type: str) -> None:
        """Say of what type a new part is."""
        root = self.tree("[Content_Types].xml")
        if root is not None:
            etree.SubElement(
                root, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=content_type
            )
            self.put("[Content_Types].xml", root)

    def write(self) -> bytes:
        """Pack the file again."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, content in self._parts.items():
                archive.writestr(zipfile.ZipInfo(name, _NO_TIME), content, zipfile.ZIP_DEFLATED)
        return stream.getvalue()


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
