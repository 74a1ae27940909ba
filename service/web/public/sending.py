"""Forms by which citizens and organisations send an idea or a contribution, without account and script.

What is sent goes to the interface's own routes. The key that makes a repetition harmless stands in the form
from when it was first shown, so that a form that is sent twice is recorded once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from secrets import token_urlsafe
from typing import Any, NamedTuple, get_args

from domain.kernel.values import LONGEST_TEXT, Language
from domain.participation.values import NAMES
from service.api.problems import Problem, field_error
from service.web.public.consultations import consulted
from service.web.public.ideas import takes_ideas
from service.web.visiting import Page, View, Visit

KEY = "key"
MOST_OF_A_FORM = 2**20
"""Bytes; a letter of Arabic takes six of them, and a text that is too long is to be told by how much."""
KINDS = ("anonymous", "named_with_consent", "organisation")
NAMED = {kind: name.member for kind, name in NAMES.items()}
"""The field in which an author of a kind types a name."""
TYPED = ("kind", *NAMED.values(), "text", "language", "part")
FIELDS = {
    "author": "kind",
    "author.kind": "kind",
    **{f"author.{one}": one for one in NAMED.values()},
    "text": "text",
    "text.text": "text",
    "text.language": "language",
    "axis": "part",
    "commitment_key": "part",
}
"""Where in the form the interface's fields are typed."""


_TOO_LONG = Problem(
    422, "invalid", errors=[field_error("text.text", "string_too_long", expected=LONGEST_TEXT)]
)
"""What is said of a text that is so long that the interface does not even read it."""


class Offered(NamedTuple):
    """A record that something may be sent to: what its page tells of it, whether it takes something now, and
    what of it may be meant, by its keys.
    """

    told: Mapping[str, Any]
    takes: bool
    parts: Mapping[str, Any]


class Sending:
    """A form for one kind of submissions: the interface's route, its fields that name the record and a part
    of it, the template, and what finds the record that the address names.
    """

    def __init__(
        self, plural: str, record: str, part: str, *, offered: Callable[[Visit], Awaitable[Offered]]
    ) -> None:
        self._plural, self._record, self._part, self._offered = plural, record, part, offered
        self._template = f"participation/send_{plural}.html"

    async def show(self, visit: Visit) -> View:
        """The form, empty, or that nothing can be sent now. Raises Problem 404."""
        typed = dict.fromkeys(TYPED, "") | {"kind": KINDS[0], "language": visit.language.code}
        return self._view(await self._offered(visit), typed, _new_key(), None, visit)

    async def send(self, visit: Visit) -> View:
        """Send what was typed; where it is not taken, the form comes back with it and says why."""
        typed, key = {name: visit.written(name) for name in TYPED}, visit.written(KEY)
        offered = await self._offered(visit)
        body = self._body(visit.part("id"), typed)
        try:
            answered = await visit.ask.post(f"submissions/{self._plural}", body, idempotency_key=key)
        except Problem as refused:
            problem = _TOO_LONG if refused.code == "body_too_large" else refused
            # A key that is none, or that stands for another text, would refuse whatever is sent with it.
            key = _new_key() if problem.code.startswith("key_") else key
            return self._view(offered, typed, key, problem, visit)
        told = {**offered.told, "receipt": answered.json(), "plural": self._plural}
        return View("participation/receipt.html", told, status=answered.status)

    def _body(self, identity: str, typed: Mapping[str, str]) -> dict[str, Any]:
        author = {"kind": typed["kind"]}
        # Browsers also send a name that was typed before another kind was chosen.
        if (named := NAMED.get(typed["kind"])) and (name := typed[named].strip()):  # type: ignore[call-overload]
            author[named] = name
        # Browsers end lines with two characters; a text has one.
        text = {"text": typed["text"].replace("\r\n", "\n").strip(), "language": typed["language"]}
        part = {self._part: typed["part"]} if typed["part"] else {}
        return {self._record: identity, "author": author, "text": text, **part}

    def _view(
        self, offered: Offered, typed: Mapping[str, str], key: str, problem: Problem | None, visit: Visit
    ) -> View:
        errors = problem.errors if problem else ()
        told = {
            **offered.told,
            "takes": offered.takes,
            "options": offered.parts,
            "typed": typed,
            "key": key,
            "kinds": KINDS,
            "spoken": get_args(Language),
            "problem": problem.body(visit.language.words) if problem else None,
            "unmet": problem.unmet if problem else (),
            "errors": [
                {**_counted(one, typed), "at": FIELDS[one["field"]]}
                for one in errors
                if one["field"] in FIELDS
            ],
        }
        if problem is None:
            return View(self._template, told)
        return View(self._template, told, status=problem.status, headers=problem.headers)


def _counted(error: Mapping[str, Any], typed: Mapping[str, str]) -> Mapping[str, Any]:
    """An error as the form tells it. The interface repeats nothing of what citizens send, not even how long
    it was: the form has it, and says by how much it is too long.
    """
    if error["code"] != "string_too_long":
        return error
    found = len(typed[FIELDS[error["field"]]].replace("\r\n", "\n").strip())
    return field_error(error["field"], error["code"], expected=error["expected"], found=found)


def _new_key() -> str:
    return token_urlsafe(32)


async def _collecting(visit: Visit) -> Offered:
    programme = await visit.ask.get(f"programmes/{visit.part('id')}")
    axes = {one["key"]: one["title"] for one in programme["axes"]}
    return Offered({"programme": programme}, takes_ideas(programme), axes)


async def _consulting(visit: Visit) -> Offered:
    found = await consulted(visit)
    draft = found.draft["commitments"] if found.draft else ()
    told = {"programme": found.programme, "consultation": found.consultation}
    return Offered(told, found.takes, {one["key"]: one["title"] for one in draft})


_IDEA = Sending("ideas", "programme_id", "axis", offered=_collecting)
_CONTRIBUTION = Sending("contributions", "consultation_id", "commitment_key", offered=_consulting)
SENDING = tuple(
    page
    for path, form in (
        ("programmes/{id}/ideas/new", _IDEA),
        ("consultations/{id}/contribute", _CONTRIBUTION),
    )
    for page in (
        Page(path, form.show, kept=False),
        Page(path, form.send, method="POST", most=MOST_OF_A_FORM, kept=False),
    )
)
