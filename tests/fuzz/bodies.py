"""Bodies that are no payload: broken, doubled, nested without end, in the wrong wrapping."""

from __future__ import annotations

from urllib.parse import quote

from hypothesis import strategies as st

from tests.fuzz.house import FORM, JSON

_NESTED = "[" * 3_000, '{"a":' * 3_000, "[" * 3_000 + "]" * 3_000
_JSON = (
    "",
    "null",
    "[]",
    "1",
    "{}",
    "{",
    '{"type": "block_actions"}',
    '{"type": "block_actions", "actions": []}',
    '{"type": "view_submission", "user": {"id": "U0ANA"}, "view": {}}',
    '{"type": "url_verification", "challenge": "x"}',
    '{"type": "url_verification"}',
    '{"type": "event_callback"}',
    '{"type": "event_callback", "event": {"type": "message"}, "team_id": "T0HARBOUR"}',
    '{"type": "event_callback", "event": null}',
    '{"type": ["block_actions"], "user": 7}',
    '{"type": "shortcut", "callback_id": "log_call", "user": {"id": "U0ANA"}}',
    '{"a": NaN, "b": -Infinity, "type": "block_actions"}',
    '{"type": "block_suggestion", "type": "view_closed"}',
    '{"a": ' + "9" * 5_000 + "}",
    '"\\ud83d"',
    *_NESTED,
)
_FIELDS = (
    "command=%2Flog-call&text=Acme&user_id=U0ANA&team_id=T0HARBOUR",
    "command=%2Flog-call&command=%2Faccount&text=a&text=b&user_id=U0ANA&user_id=U0BEN",
    "command=&text=",
    "command=%00&user_id=%00",
    "command=%2Flog-call&user_id=",
    "command=%2Flog-call",
    "ssl_check=1",
    "ssl_check=1&command=%2Flog-call&user_id=U0ANA&text=Acme+x",
    "command=%FF%FE&user_id=U0ANA&text=%ED%A0%80",
    "payload=%7B%7D&payload=%7B%22type%22%3A1%7D",
    "&&&=&==;;",
    "a=1",
)
_typed = st.sampled_from((*_FIELDS, *_JSON, *(f"payload={quote(each)}" for each in _JSON)))
_kinds = st.sampled_from((FORM, FORM, JSON, JSON, "text/plain", "", "application/json; charset=x"))
bodies = st.tuples(
    st.one_of(
        _typed.map(str.encode),
        st.binary(max_size=60),
        st.builds(lambda body, cut: body.encode()[:cut], _typed, st.integers(0, 60)),
        st.builds(lambda body, tail: body.encode() + tail, _typed, st.binary(max_size=8)),
    ),
    _kinds,
    st.sampled_from((True, True, True, False)),
)
