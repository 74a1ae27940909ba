"""Contents of many kinds, whole and otherwise."""

from __future__ import annotations

import io
import zipfile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(17) + b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(50) + b"\xff\xd9"
WEBP = b"RIFF\x24\0\0\0WEBPVP8 " + bytes(40)
TIFF = b"II*\0" + bytes(40)
TEXT = "محضر الدورة العادية\nالحضور,الأصوات\n12,9\n".encode()
HTML = b"\n  <!DOCTYPE html><html><script>alert(1)</script>\n%PDF-1.7\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PROGRAM = b"MZ\x90\0" + bytes(400)
ELF = b"\x7fELF\2\1\1" + bytes(60)
ODF = "application/vnd.oasis.opendocument."
OOXML = "application/vnd.openxmlformats-officedocument."


def archive(**members: str) -> bytes:
    """A ZIP archive; in names of members, `__` stands for a slash and `_dot_` for a dot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as found:
        for name, text in members.items():
            found.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return made.getvalue()


def office(inside: str, **more: str) -> bytes:
    """An Office Open XML document."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as found:
        for name in ("[Content_Types].xml", inside, *more):
            found.writestr(name, more.get(name, "<x/>"))
    return made.getvalue()


def encrypted(whole: bytes) -> bytes:
    """The archive with its members marked as encrypted, as a password makes them."""
    found = bytearray(whole)
    place = -1
    while (place := found.find(b"PK\x01\x02", place + 1)) >= 0:
        found[place + 8] |= 1
    return bytes(found)


ODT = archive(mimetype=ODF + "text", content_dot_xml="<x/>", META_INF="")
ODS = archive(mimetype=ODF + "spreadsheet", content_dot_xml="<x/>")
DOCX, XLSX = office("word/document.xml"), office("xl/workbook.xml")


def large(megabytes: int = 3) -> bytes:
    """A PDF of so many megabytes."""
    return PDF[:9] + bytes(range(256)) * (4096 * megabytes) + PDF[9:]
