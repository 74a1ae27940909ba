"""What the database holds of contents, and how it is asked: public ones in `documents.contents`, those with
personal data, each with a key of its own, in `vault.contents`.
"""

from __future__ import annotations

from typing import LiteralString

PUBLIC: LiteralString = """SELECT size, media_type, held, erased_at FROM documents.contents
    WHERE sha256 = %(name)s"""
SEALED: LiteralString = """SELECT c.size, c.media_type, c.held, s.key_id, s.master_key_id, s.wrapped_key
    FROM vault.contents c JOIN vault.subjects s ON s.subject_ref = c.ref WHERE c.ref = %(name)s"""
HELD_PUBLIC: LiteralString = """SELECT 1 FROM documents.contents
    WHERE sha256 = %(name)s AND held AND erased_at IS NULL"""
HELD_SEALED: LiteralString = "SELECT 1 FROM vault.contents WHERE ref = %(name)s AND held"
PUT_PUBLIC: LiteralString = """INSERT INTO documents.contents (sha256, size, media_type)
    VALUES (%(name)s, %(size)s, %(type)s)
    ON CONFLICT (sha256) DO UPDATE SET stored_at = clock_timestamp()
    WHERE documents.contents.erased_at IS NULL RETURNING 1"""
PUT_SEALED: LiteralString = """WITH kept AS MATERIALIZED (
        SELECT vault.hold_key(%(name)s, %(key)s, %(master)s, %(wrapped)s) AS ok)
    INSERT INTO vault.contents (ref, person_ref, body, commitment, size, media_type)
    SELECT %(name)s, %(person)s, %(body)s, %(commitment)s, %(size)s, %(type)s FROM kept WHERE ok
    ON CONFLICT (ref) DO UPDATE SET held = vault.contents.held RETURNING 1"""
GIVEN_BY: LiteralString = "SELECT body, commitment FROM vault.contents WHERE ref = %(name)s"
HOLD_PUBLIC: LiteralString = """UPDATE documents.contents
    SET held = true, wrong = NULL, examined_at = clock_timestamp() WHERE sha256 = %(name)s RETURNING 1"""
HOLD_SEALED: LiteralString = "UPDATE vault.contents SET held = true WHERE ref = %(name)s RETURNING 1"
ERASE_PUBLIC: LiteralString = """UPDATE documents.contents
    SET erased_at = clock_timestamp(), wrong = NULL
    WHERE sha256 = ANY(%(names)s) AND erased_at IS NULL RETURNING sha256"""
STILL_THERE: LiteralString = "SELECT sha256 FROM documents.contents WHERE held AND erased_at IS NOT NULL"
NO_MORE: LiteralString = """UPDATE documents.contents SET held = false
    WHERE sha256 = ANY(%(names)s) RETURNING 1"""
ERASE_SEALED: LiteralString = """DELETE FROM vault.subjects s USING vault.contents c
    WHERE c.ref = s.subject_ref AND c.ref = ANY(%(names)s) RETURNING c.ref"""
OF_PERSON: LiteralString = """SELECT ref, size, media_type, stored_at FROM vault.contents
    WHERE person_ref = %(person)s ORDER BY ref"""
UNNAMED_PUBLIC: LiteralString = """SELECT sha256 FROM documents.contents
    WHERE NOT named AND erased_at IS NULL AND stored_at < clock_timestamp() - %(age)s
        AND (%(names)s::text[] IS NULL OR sha256 = ANY(%(names)s))"""
UNNAMED_SEALED: LiteralString = """SELECT ref FROM vault.contents
    WHERE NOT named AND stored_at < clock_timestamp() - %(age)s
        AND (%(names)s::text[] IS NULL OR ref = ANY(%(names)s))"""
NAME_PUBLIC: LiteralString = """UPDATE documents.contents SET named = true
    WHERE sha256 = ANY(%(names)s) RETURNING 1"""
NAME_SEALED: LiteralString = "UPDATE vault.contents SET named = true WHERE ref = ANY(%(names)s) RETURNING 1"
DROP_PUBLIC: LiteralString = """DELETE FROM documents.contents
    WHERE sha256 = ANY(%(names)s) AND NOT named AND erased_at IS NULL RETURNING 1"""
DUE_PUBLIC: LiteralString = """SELECT sha256, examined_at FROM documents.contents
    WHERE held AND erased_at IS NULL AND examined_at <= clock_timestamp() - %(age)s ORDER BY examined_at"""
DUE_SEALED: LiteralString = """SELECT ref, examined_at FROM vault.contents
    WHERE held AND examined_at <= clock_timestamp() - %(age)s ORDER BY examined_at"""
CLAIM_PUBLIC: LiteralString = """UPDATE documents.contents SET examined_at = clock_timestamp()
    WHERE sha256 = %(name)s AND examined_at = %(seen)s AND held RETURNING 1"""
CLAIM_SEALED: LiteralString = """UPDATE vault.contents SET examined_at = clock_timestamp()
    WHERE ref = %(name)s AND examined_at = %(seen)s AND held RETURNING 1"""
TELL_PUBLIC: LiteralString = """UPDATE documents.contents SET wrong = %(wrong)s
    WHERE sha256 = %(name)s AND held AND erased_at IS NULL AND wrong IS DISTINCT FROM %(wrong)s RETURNING 1"""
TELL_SEALED: LiteralString = """UPDATE vault.contents SET wrong = %(wrong)s
    WHERE ref = %(name)s AND held AND wrong IS DISTINCT FROM %(wrong)s RETURNING 1"""
WRONG: LiteralString = """SELECT sha256, wrong FROM documents.contents WHERE wrong IS NOT NULL
    UNION ALL SELECT ref, wrong FROM vault.contents WHERE wrong IS NOT NULL ORDER BY 1"""
KNOWN: LiteralString = """SELECT sha256 FROM documents.contents WHERE held
    UNION ALL SELECT ref FROM vault.contents WHERE held"""
NAMING: LiteralString = """SELECT notification_id, originator_id, state FROM log.events
    WHERE topic IN ('DocumentRegistered', 'TranslationPublished') ORDER BY notification_id"""
