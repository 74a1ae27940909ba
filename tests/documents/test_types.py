"""What a file is, by its bytes; and what is refused, whatever it is called."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.documents.faults import NotAllowed
from service.documents.types import allowed_types, type_of
from service.messages import table
from tests.documents import files

KNOWN = [
    (files.PDF, "application/pdf"),
    (files.PNG, "image/png"),
    (files.JPEG, "image/jpeg"),
    (files.WEBP, "image/webp"),
    (files.TIFF, "image/tiff"),
    (files.ODT, files.ODF + "text"),
    (files.ODS, files.ODF + "spreadsheet"),
    (files.DOCX, files.OOXML + "wordprocessingml.document"),
    (files.XLSX, files.OOXML + "spreadsheetml.sheet"),
    (files.TEXT, "text/plain; charset=utf-8"),
    (b"\xef\xbb\xbf" + files.TEXT, "text/plain; charset=utf-8"),
    ("BM محضر: 3 < 5".encode(), "text/plain; charset=utf-8"),
]


@pytest.mark.parametrize(("content", "media_type"), KNOWN)
def test_every_type_of_the_table_is_known_by_its_bytes(content: bytes, media_type: str) -> None:
    assert type_of(io.BytesIO(content)).media_type == media_type


def test_every_type_of_the_table_is_tried_here() -> None:
    assert {media_type for _, media_type in KNOWN} == set(allowed_types())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "content_empty"),
        (files.HTML, "content_markup"),
        (b"<!DOCTYPE html><html></html>%PDF-1.7 %%EOF", "content_type_refused"),
        (files.SVG, "content_type_refused"),
        (b"  " + files.SVG, "content_markup"),
        (b"notes\n<script>alert(1)</script>", "content_markup"),
        (b"#!/bin/sh\nrm -rf /\n", "content_markup"),
        (files.PROGRAM, "content_type_unknown"),
        (files.ELF, "content_type_unknown"),
        (bytes(1000), "content_type_unknown"),
        (b"\xff" * 1000, "content_type_unknown"),
        ("محضر".encode("utf-16"), "content_type_unknown"),
        ("محضر".encode("cp1256"), "content_type_unknown"),
        (files.TEXT[:-2] + "م".encode()[:1], "content_type_unknown"),
        (b"{\\rtf1 a}", "content_type_refused"),
        (files.PDF[:20], "content_damaged"),
        (files.PDF + files.archive(a="b"), "content_two_types"),
        (files.JPEG + files.DOCX, "content_two_types"),
        (files.archive(a="b"), "content_type_refused"),
        (files.DOCX[:-10], "content_damaged"),
        (files.encrypted(files.archive(a="b")), "content_encrypted"),
        (files.encrypted(files.DOCX), "content_encrypted"),
        (files.office("word/document.xml", **{"word/vbaProject.bin": "x"}), "content_macros"),
        (
            files.archive(
                mimetype=files.ODF + "text",
                content_dot_xml="",
                **{"META-INF__manifest_dot_xml": "<encryption-data/>"},
            ),
            "content_encrypted",
        ),
    ],
)
def test_what_is_not_in_the_table_is_refused_by_a_code_that_has_a_sentence(content: bytes, code: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        type_of(io.BytesIO(content))

    assert refused.value.code == code
    assert code in table("validation")


def test_an_archive_whose_directory_would_fill_the_memory_is_not_read() -> None:
    whole = bytearray(files.DOCX)
    place = whole.rindex(b"PK\x05\x06") + 12
    whole[place : place + 4] = (50 * 2**20).to_bytes(4, "little")

    with pytest.raises(NotAllowed, match="content_damaged"):
        type_of(io.BytesIO(bytes(whole)))


WHOLE = [content for content, _ in KNOWN] + [files.HTML, files.SVG, files.encrypted(files.DOCX)]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.integers(0, 10_000), st.binary(min_size=1, max_size=8)), max_size=6),
    st.binary(max_size=200),
)
def test_no_bytes_make_the_look_at_them_fail(
    content: bytes, changes: list[tuple[int, bytes]], more: bytes
) -> None:
    found = bytearray(content)
    for place, piece in changes:
        start = place % len(found)
        found[start : start + len(piece)] = piece

    for one in (bytes(found), bytes(found) + more, more + bytes(found)):
        with suppress(NotAllowed):
            assert type_of(io.BytesIO(one)) in allowed_types().values()
