"""Group chats, through a real server: addresses are kept sealed and never told, messages are short, failures are seen."""

import json
import re
from datetime import date, timedelta

import pytest

from tenure.desk.chats import SERVICES, service_of, tell
from tenure.desk.jobs import worker
from tenure.desk.jobs.models import Job
from tenure.desk.people.models import Entry, Membership
from tenure.desk.remembering.models import Channel, Subscription
from tenure.errors import RemoteFailure, UsageError
from tests.desk.chatroom import chatroom
from tests.desk.test_subscribing import KEPT, MADE, REVENUE, RIGHT_AFTER, at

pytestmark = pytest.mark.django_db
CHATS = "/corner/settings/chats/"
SECRET = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"


@pytest.fixture
def room(settings):
    with chatroom() as server:
        settings.INSIDE_HOSTS = {server.place}
        yield server


@pytest.fixture
def owner(signed_in):
    return signed_in(corner="owner")


def added(client, room, **more):
    """A group chat that somebody adds."""
    address = f"http://{room.place}/cgi-bin/webhook/send?key={SECRET}"
    told = {"name": "Night shift", "address": address, "service": "wecom", **more}
    assert client.post(f"{CHATS}add/", told).status_code == 302
    return Channel.objects.get(name=told["name"])


def subscribed(client, channel, **more):
    told = {**REVENUE, "every": "week", "hour": "8", "to": str(channel.pk), **more}
    assert client.post("/corner/subscriptions/add/", told).status_code == 302
    Subscription.objects.update(made_at=MADE)
    return Subscription.objects.latest("id")


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", "wecom"),
        ("https://oapi.dingtalk.com/robot/send?access_token=1", "dingtalk"),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/1", "feishu"),
        ("https://open.larksuite.com/open-apis/bot/v2/hook/1", "feishu"),
        ("https://hooks.slack.com/services/T/B/1", "slack"),
        ("https://prod-1.westeurope.logic.azure.com:443/workflows/1/triggers/manual/paths/invoke?sig=1", "teams"),
    ],
)
def test_an_address_tells_its_service(address, service):
    assert service_of(address) == service
    assert service_of("https://chat.example/hook", "slack") == "slack"
    for other in ("https://chat.example/", "https://hooks.slack.com.example/", "https://xlogic.azure.com/"):
        with pytest.raises(UsageError, match="No service"):
            service_of(other)


def test_an_address_is_kept_sealed_and_never_told_again(owner, room, caplog):
    one = added(owner, room)
    assert SECRET not in one.sealed and SECRET in one.address
    owner.post(f"{CHATS}{one.pk}/test/")
    room.status, room.answer = 404, f"Cannot POST /cgi-bin/webhook/send?key={SECRET}"
    owner.post(f"{CHATS}{one.pk}/test/")
    room.status, room.answer = 200, json.dumps({"errcode": 93000, "errmsg": f"invalid webhook {SECRET}"})
    owner.post(f"{CHATS}{one.pk}/test/")
    again = owner.post(f"{CHATS}add/", {"name": "", "address": f"https://chat.example/{SECRET}", "service": ""})
    assert again.status_code == 400
    pages = [again, *(owner.get(path) for path in (CHATS, KEPT, "/corner/settings/audit/"))]
    assert [SECRET in page.content.decode() for page in pages] == [False] * 4
    assert SECRET not in caplog.text
    assert not any(SECRET in json.dumps(line.detail) for line in Entry.objects.all())
    assert SECRET not in json.dumps(Channel.objects.get().failure)
    told = [line.action for line in Entry.objects.order_by("id")]
    assert told == ["group chat kept", *["group chat tested"] * 3]


def test_a_test_message_arrives_and_what_a_service_says_against_one_is_seen(owner, room):
    one = added(owner, room)
    said = owner.post(f"{CHATS}{one.pk}/test/", follow=True).content.decode()
    assert "has taken the test message" in said
    ((path, body),) = room.taken
    assert path == f"/cgi-bin/webhook/send?key={SECRET}"
    assert body["msgtype"] == "text" and body["text"]["content"].startswith("Tenure · Corner")
    room.answer = '{"errcode":310000,"errmsg":"keywords not in content"}'
    said = owner.post(f"{CHATS}{one.pk}/test/", follow=True).content.decode()
    assert "WeCom refused the message: 310000 keywords not in content." in said
    assert "as a keyword take Tenure" in owner.get(CHATS).content.decode(), "it stays there until something arrives"
    room.answer = '{"errcode":0}'
    owner.post(f"{CHATS}{one.pk}/test/")
    assert "keyword" not in owner.get(CHATS).content.decode()


def test_a_test_message_leads_nowhere_inside(owner, room, settings):
    one = added(owner, room)
    settings.INSIDE_HOSTS = set()
    Channel.keep(one.person, "corner", "Night shift", "wecom", one.address.replace("http:", "https:"))
    assert "leads inside this network" in owner.post(f"{CHATS}{one.pk}/test/", follow=True).content.decode()
    refused = owner.post(f"{CHATS}add/", {"name": "B", "address": f"http://{room.place}/", "service": "slack"})
    assert refused.status_code == 400
    assert room.taken == []


def test_a_page_arrives_once_with_its_numbers_and_its_address(owner, room):
    one = subscribed(owner, added(owner, room))
    assert [at(RIGHT_AFTER), at(RIGHT_AFTER)] == [1, 0]
    ((_path, body),) = room.taken
    lines = body["text"]["content"].split("\n")
    assert lines[0] == "Tenure · Corner <b>shop</b>: Revenue and value · May 2024"
    assert lines[-1] == "http://localhost:8377/corner/revenue/?period=last-month"
    assert len(body["text"]["content"].encode()) <= 2048
    one.refresh_from_db()
    assert one.sent_for == date(2024, 7, 8)
    assert "Night shift" in owner.get(KEPT).content.decode()
    assert Entry.objects.filter(action="page sent").count() == 1


def test_a_message_tells_the_head_numbers(owner, room):
    place = {"page": "home", "words": "period=2024-06&as_of=2024-06-30"}
    subscribed(owner, added(owner, room), **place)
    at(RIGHT_AFTER)
    lines = room.taken[0][1]["text"]["content"].split("\n")
    assert len(lines) > 4
    assert any(line.startswith("Customers held: ") for line in lines), lines
    assert not re.search(r"\b(ann|bob|cid|eve)\b", "\n".join(lines))


def test_a_chat_that_refuses_is_tried_again_and_one_that_hangs_up_is_not(owner, room):
    one = subscribed(owner, added(owner, room))
    room.answer = '{"errcode":45009,"errmsg":"api freq out of limit"}'
    at(RIGHT_AFTER)
    assert (Job.objects.get().state, Subscription.objects.get().sent_for) == ("waiting", None)
    assert "did not arrive" in owner.get(KEPT).content.decode()
    room.answer, room.hangs_up = '{"errcode":0}', True
    for _try in range(2):
        Job.objects.update(run_after=MADE)
        worker.work_once()
    assert (len(room.taken), Job.objects.get().state) == (2, "failed"), "it may have arrived: nobody sends it twice"
    room.hangs_up = False
    assert at(RIGHT_AFTER + timedelta(hours=3)) == 0
    assert "not known whether the message of 2024-07-08" in owner.get(KEPT).content.decode()
    owner.post(f"{KEPT}mail/{one.pk}/again/")
    worker.work_once()
    one.refresh_from_db()
    assert (len(room.taken), one.sent_for) == (3, date(2024, 7, 8))


def test_who_may_not_hand_pages_on_sends_none_to_a_chat(owner, room, signed_in):
    one = added(owner, room)
    viewer = signed_in("bob", corner="viewer")
    viewer.post("/corner/subscriptions/add/", {**REVENUE, "every": "day", "hour": "8", "to": str(one.pk)})
    assert not Subscription.objects.exists()
    assert "Night shift" not in viewer.get("/corner/revenue/?period=2024-06").content.decode()
    analyst = signed_in("cid", corner="analyst")
    assert "Night shift" in analyst.get("/corner/revenue/?period=2024-06").content.decode()
    subscribed(analyst, one, every="day")
    Membership.objects.filter(person__email="cid@example.com").update(role="viewer")
    assert at(RIGHT_AFTER) == 0
    assert room.taken == []


def test_a_chat_of_another_company_is_not_there(owner, room, signed_in):
    one = added(owner, room)
    other = signed_in("bob", golden="owner")
    assert "Night shift" not in other.get("/golden/settings/chats/").content.decode()
    assert [other.post(f"/golden/settings/chats/{one.pk}/{word}/").status_code for word in ("test", "remove")] == [
        404,
        404,
    ]
    other.post("/golden/subscriptions/add/", {**REVENUE, "every": "day", "hour": "8", "to": str(one.pk)})
    assert not Subscription.objects.exists()
    assert signed_in("cid", corner="analyst").get(CHATS).status_code == 403


def test_a_chat_that_is_removed_takes_its_pages_with_it(owner, room):
    one = added(owner, room)
    subscribed(owner, one)
    assert owner.post(f"{CHATS}{one.pk}/remove/").status_code == 302
    assert not (Channel.objects.exists() or Subscription.objects.exists())
    assert Entry.objects.first().action == "group chat removed"


def test_no_name_calls_anybody_in_a_chat():
    text = '<!channel> <at user_id="all">x</at> & [a](http://b)'
    assert (
        SERVICES["slack"].body(text)["text"]
        == '&lt;!channel&gt; &lt;at user_id="all"&gt;x&lt;/at&gt; &amp; [a](http://b)'
    )
    assert "<" not in SERVICES["feishu"].body(text)["content"]["text"]
    card = SERVICES["teams"].body("a\nb")["attachments"][0]["content"]
    assert [block["inlines"][0]["text"] for block in card["body"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("service", "status", "answer", "why"),
    [
        ("feishu", 200, '{"code":19024,"msg":"Key Words Not Found"}', "19024 Key Words Not Found"),
        ("feishu", 200, '{"StatusCode":0,"StatusMessage":"success","code":0,"msg":"success"}', None),
        ("slack", 403, "invalid_token", "HTTP 403 invalid_token"), ("slack", 200, "ok", None), ("teams", 202, "", None),
        ("teams", 302, "", "HTTP 302"), ("dingtalk", 500, "<html>", "HTTP 500"),
    ],
)  # fmt: skip
def test_what_each_service_answers(owner, room, service, status, answer, why):
    one = added(owner, room, service=service)
    room.status, room.answer = status, answer
    if why is None:
        tell(one, "Tenure")
    else:
        with pytest.raises(RemoteFailure, match=f"refused the message: {why}\\."):
            tell(one, "Tenure")
