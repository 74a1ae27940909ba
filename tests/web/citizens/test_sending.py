"""Citizens send ideas and contributions by a form without account or script, and follow them."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from service.limiting import limiter
from service.limiting.limiter import limits_table
from tests.access.conftest import Whole
from tests.web.citizens.taking_part import code_of, hidden, post, typed

WORDS = "أقترح نشر مقررات المجلس في ساحة الزيتون"
pytestmark = pytest.mark.usefixtures("room")


@pytest.fixture(scope="package")
def ideas(programme: str) -> str:
    """The address of the form for ideas."""
    return f"/ar/programmes/{programme}/ideas/new"


@pytest.fixture(scope="package")
def contributions(consultation: str) -> str:
    """The address of the form for contributions."""
    return f"/fr/consultations/{consultation}/contribute"


def test_an_idea_is_sent_by_a_form_and_gets_a_receipt_that_nothing_keeps(portal: Whole, ideas: str) -> None:
    answer = post(portal, ideas, typed(portal, ideas, text=WORDS, part="information"))

    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    assert code_of(answer.text)
    assert "يعرض هذه المرة فقط" in answer.text


def test_a_contribution_is_sent_by_a_form_and_gets_a_receipt(portal: Whole, contributions: str) -> None:
    answer = post(portal, contributions, typed(portal, contributions, text="Une place", language="fr"))

    assert answer.status_code == 201
    assert code_of(answer.text)


@pytest.mark.parametrize("letters", [20_001, 45_000, 150_000])
def test_a_text_that_is_too_long_comes_back_with_by_how_much(portal: Whole, ideas: str, letters: int) -> None:
    answer = post(portal, ideas, typed(portal, ideas, text="ف" * letters))

    assert answer.status_code == 422
    assert "20000" in answer.text.partition('role="alert"')[2].partition("</div>")[0]
    assert str(letters) in answer.text.partition('role="alert"')[2].partition("</div>")[0]
    assert "ف" * letters in answer.text


def test_the_same_form_sent_twice_is_recorded_once(portal: Whole, ideas: str) -> None:
    form, before = typed(portal, ideas, text="فكرة ترسل مرتين"), portal.access.log.head()

    first, again = post(portal, ideas, form), post(portal, ideas, form)

    assert (first.status_code, again.status_code) == (201, 201)
    assert code_of(first.text) == code_of(again.text)
    assert portal.access.log.head() == before + 1


def test_two_forms_have_two_keys(portal: Whole, ideas: str) -> None:
    assert typed(portal, ideas)["key"] != typed(portal, ideas)["key"]


def test_a_form_changed_after_it_was_sent_comes_back_with_a_key_of_its_own(portal: Whole, ideas: str) -> None:
    form = typed(portal, ideas, text="الصيغة الأولى")
    post(portal, ideas, form)

    answer = post(portal, ideas, form | {"text": "الصيغة الثانية"})

    assert answer.status_code == 422
    assert "الصيغة الثانية" in answer.text
    again = post(portal, ideas, form | {"text": "الصيغة الثانية", "key": hidden(answer.text, "key")})
    assert again.status_code == 201


@pytest.mark.parametrize("key", ["", "short", "with spaces in it all over", "مفتاح طويل بما يكفي جدا"])
def test_a_form_without_its_key_comes_back_with_one(portal: Whole, ideas: str, key: str) -> None:
    answer = post(portal, ideas, typed(portal, ideas, text=WORDS) | {"key": key})

    assert answer.status_code == 400
    assert len(hidden(answer.text, "key")) > 30
    assert WORDS in answer.text


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(portal: Whole, ideas: str) -> None:
    before = portal.access.log.head()
    form = typed(
        portal, ideas, text="<b>رقمي AB123456</b>", kind="organisation", language="zgh", part="information"
    )

    answer = post(portal, ideas, form)

    assert answer.status_code == 422
    assert 'id="text-error"' in answer.text
    assert 'aria-describedby="text-hint text-error" aria-invalid="true"' in answer.text
    assert 'id="organisation-error"' in answer.text
    assert "&lt;b&gt;رقمي AB123456&lt;/b&gt;" in answer.text
    assert '<option value="zgh" selected>' in answer.text
    assert '<option value="information" selected>' in answer.text
    assert 'value="organisation" checked' in answer.text
    assert hidden(answer.text, "key") == form["key"]
    assert portal.access.log.head() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "x" * 20_001},
        {"kind": "forged"},
        {"kind": ""},
        {"language": "xx"},
        {"part": "#"},
    ],
)
def test_what_a_form_cannot_hold_is_refused_and_told(
    portal: Whole, ideas: str, wrong: dict[str, str]
) -> None:
    before = portal.access.log.head()

    answer = post(portal, ideas, typed(portal, ideas, text=WORDS) | wrong)

    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert portal.access.log.head() == before


def test_an_axis_that_the_programme_has_not_is_told_with_what_was_typed(portal: Whole, ideas: str) -> None:
    answer = post(portal, ideas, typed(portal, ideas, text=WORDS, part="another"))

    assert answer.status_code == 409
    assert WORDS in answer.text


def test_the_name_of_an_organisation_typed_for_another_kind_is_not_sent(portal: Whole, ideas: str) -> None:
    form = typed(portal, ideas, text="فكرة بلا اسم", kind="anonymous", organisation="جمعية الزيتون")
    answer = post(portal, ideas, form)

    followed = post(portal, "/ar/submissions", {"code": code_of(answer.text)})

    assert answer.status_code == 201
    assert "جمعية الزيتون" not in followed.text


def test_a_name_typed_for_another_kind_is_not_sent_and_one_that_is_missing_is_asked_for(
    portal: Whole, ideas: str
) -> None:
    anonymous = post(portal, ideas, typed(portal, ideas, text="فكرة بلا اسم", name="فاطمة الزهراء"))
    nameless = post(
        portal, ideas, typed(portal, ideas, text="فكرة باسم", kind="named_with_consent", name=" ")
    )

    followed = post(portal, "/ar/submissions", {"code": code_of(anonymous.text)})
    assert "فاطمة" not in followed.text
    assert nameless.status_code == 422
    assert 'id="name-error"' in nameless.text
    assert 'value="named_with_consent" checked' in nameless.text


@pytest.mark.parametrize("name", ["ف" * 121, "فاطمة BE123456", "فاطمة\u202e"])
def test_a_name_that_is_not_taken_is_told_beside_its_field_with_what_was_typed(
    portal: Whole, ideas: str, name: str
) -> None:
    before = portal.access.log.head()

    answer = post(portal, ideas, typed(portal, ideas, text=WORDS, kind="named_with_consent", name=name))

    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    assert f'value="{name}"' in answer.text
    assert portal.access.log.head() == before


def test_a_programme_that_collects_nothing_says_so_and_takes_nothing(portal: Whole) -> None:
    path = "/ar/programmes/demnate-example/ideas/new"
    form = {"key": "a-key-that-is-long-enough", "text": WORDS, "kind": "anonymous", "language": "ar"}

    assert "<textarea" not in portal.client.get(path).text
    assert post(portal, path, form).status_code == 409


def test_a_form_for_what_is_not_there_is_a_page_that_says_so(portal: Whole) -> None:
    for path in ("/ar/programmes/nothing/ideas/new", "/ar/consultations/nothing/contribute"):
        assert portal.client.get(path).status_code == 404
        assert post(portal, path, {"text": WORDS}).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}],
)
def test_what_another_site_s_page_posts_is_refused(
    portal: Whole, ideas: str, headers: dict[str, str]
) -> None:
    form, before = typed(portal, ideas, text=WORDS), portal.access.log.head()

    answer = post(portal, ideas, form, **headers)

    assert answer.status_code == 403
    assert portal.access.log.head() == before


def test_nothing_that_a_citizen_typed_is_in_an_address_or_a_line_of_the_log(
    portal: Whole, ideas: str
) -> None:
    with capture_logs() as lines:
        sent = post(
            portal,
            ideas,
            typed(portal, ideas, text="كلمات سرية", kind="organisation", organisation="جمعية سرية"),
        )
        named = typed(portal, ideas, text="كلمات أخرى", kind="named_with_consent", name="فاطمة الزهراء")
        post(portal, ideas, named)
        post(portal, ideas, named | {"name": "فاطمة BE123456"})
        code = code_of(sent.text)
        followed = post(portal, "/ar/submissions", {"code": code})

    assert (sent.status_code, followed.status_code) == (201, 200)
    told = str(lines)
    assert "/ideas/new" in told, "the requests are among the lines"
    assert not any(word in told for word in ("كلمات", "جمعية", "فاطمة", code))
    assert code not in str(followed.url)
    assert f'href="{code}' not in followed.text


def test_too_many_are_told_as_a_page_that_keeps_what_was_typed(
    portal: Whole, ideas: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    [item, *_] = limits_table()["submissions_by_address"]
    table = limits_table() | {"submissions_by_address": (type(item)(1, 1),)}
    monkeypatch.setattr(limiter, "limits_table", lambda: table)
    post(portal, ideas, typed(portal, ideas, text=WORDS))

    answer = post(portal, ideas, typed(portal, ideas, text="تفاصيل كثيرة"))

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "تفاصيل كثيرة" in answer.text
    assert 'role="alert"' in answer.text
