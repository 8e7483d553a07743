"""Pages by mail, through a real mail server: each due moment one message, of what its reader may see then, ended by one click."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from tenure.desk.books.holding import opened
from tenure.desk.jobs import queue, worker
from tenure.desk.jobs.models import Job
from tenure.desk.jobs.registry import HANDLERS
from tenure.desk.jobs.schedule import put_due
from tenure.desk.people.models import Entry, Membership, Person
from tenure.desk.remembering.models import Subscription
from tests.desk.letterbox import letterbox

pytestmark = pytest.mark.django_db
REVENUE = {"page": "revenue", "subject": "", "words": "period=last-month"}
KEPT = "/corner/settings/kept/"
MADE = datetime(2024, 7, 1, 0, 30, tzinfo=UTC)  # a Monday, 08:30 in the shop's zone
RIGHT_AFTER = datetime(2024, 7, 8, 0, 0, tzinfo=UTC)  # the next, at 08:00 there


@pytest.fixture
def box(settings):
    with letterbox() as server:
        settings.MAIL_IS_SET_UP = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
        yield server


def subscribed(client, **more):
    """The subscription that she makes, as of a day long ago."""
    made = client.post("/corner/subscriptions/add/", {**REVENUE, "every": "week", "hour": "8", **more})
    assert made.status_code == 302
    Subscription.objects.update(made_at=MADE)
    return Subscription.objects.latest("id")


def at(moment):
    """What the workers do at a moment."""
    jobs = [job for job in put_due(moment) if job.kind == "letter"]
    Job.objects.exclude(kind="letter").delete()
    while worker.work_once():
        pass
    return len(jobs)


def test_each_due_moment_has_one_message_in_the_zone_of_the_company(signed_in, box):
    one = subscribed(signed_in(corner="viewer"))
    assert at(datetime(2024, 7, 7, 23, 59, tzinfo=UTC)) == 0, "07:59 there"
    assert [at(RIGHT_AFTER), at(RIGHT_AFTER), at(datetime(2024, 7, 8, 1, 0, tzinfo=UTC))] == [1, 0, 0]
    assert (len(box.taken), Subscription.objects.get().sent_for) == (1, date(2024, 7, 8))
    Job.objects.all().delete()  # as jobs are tidied away
    assert (at(RIGHT_AFTER), one.take(date(2024, 7, 8))) == (0, False)
    assert at(datetime(2024, 7, 25, 1, 0, tzinfo=UTC)) == 1, "of those missed while the server was off the last"
    assert Subscription.objects.get().sent_for == date(2024, 7, 22)
    assert len(box.taken) == 2
    told = [line.action for line in Entry.objects.order_by("id")]
    assert told == ["subscribed", "page sent", "page sent"]
    (to, message), (_to, second) = box.taken
    assert to == ["ann@example.com"]
    assert message["Subject"].strip() == "Corner <b>shop</b>: Revenue and value · May 2024"
    assert message["Message-ID"] == f"<subscription-{one.pk}-2024-07-08@localhost>" != second["Message-ID"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for form in (text, html):
        assert "http://localhost:8377/corner/revenue/?period=last-month" in form
        assert "May 2024" in form
        assert not any(re.search(rf"\b{name}\b", form) for name in ("ann", "bob", "cid", "eve")), "no customer is named"
    assert "Corner &lt;b&gt;shop" in html
    assert "<script" not in html


def test_when_a_message_is_due(companies, person):
    day = {"every": "day", "hour": 23, "person": person("ann"), "company": "corner", "page": "home", "made_at": MADE}
    daily, monthly = Subscription(**day), Subscription(**day | {"every": "month", "hour": 0})
    assert daily.due(datetime(2024, 7, 1, 15, 0, tzinfo=UTC), "Asia/Shanghai") == date(2024, 7, 1)
    assert daily.due(datetime(2024, 7, 1, 14, 59, tzinfo=UTC), "Asia/Shanghai") is None, "none from before it was made"
    assert daily.due(datetime(2024, 7, 3, 1, 0, tzinfo=UTC), "Asia/Shanghai") == date(2024, 7, 2)
    assert monthly.due(datetime(2024, 7, 31, 12, 0, tzinfo=UTC), "Asia/Shanghai") is None
    assert monthly.due(datetime(2024, 7, 31, 16, 0, tzinfo=UTC), "Asia/Shanghai") == date(2024, 8, 1)


def test_who_sees_some_customers_alone_is_sent_their_numbers(signed_in, box):
    client = signed_in(golden="viewer")
    place = {"page": "metric", "subject": "growth.customers_held", "words": "period=2024-11&as_of=2024-12-31"}
    client.post("/golden/subscriptions/add/", {**place, "every": "day", "hour": "8"})
    Subscription.objects.update(made_at=MADE)
    Membership.objects.update(scope_name="region", scope_word="mainland")
    at(RIGHT_AFTER)
    text = box.taken[0][1].get_body(("plain",)).get_content()
    number = (
        opened("golden")[0].one("growth.customers_held", "2024-11", date(2024, 12, 31), {"region": "mainland"}).value
    )
    assert "region = mainland" in text
    assert re.search(rf"  {number}\b", text)


def test_who_lost_the_right_gets_nothing(signed_in, box):
    subscribed(signed_in(corner="viewer"), every="day")
    Membership.objects.update(scope_name="nothing", scope_word="x")
    at(RIGHT_AFTER)
    assert Job.objects.get().error["en"].startswith("Customers are no longer told apart by nothing.")
    Person.objects.update(is_active=False)
    assert at(datetime(2024, 7, 9, 1, 0, tzinfo=UTC)) == 0, "no job either"
    Person.objects.update(is_active=True)
    Membership.objects.all().delete()
    assert at(datetime(2024, 7, 10, 1, 0, tzinfo=UTC)) == 0
    assert box.taken == []
    assert "page sent" not in [line.action for line in Entry.objects.all()]


def test_a_mail_server_that_refuses_is_tried_again_and_gets_it_once(signed_in, box):
    subscribed(signed_in(corner="viewer"))
    box.refuses = True
    at(RIGHT_AFTER)
    assert (box.taken, Subscription.objects.get().sent_for) == ([], None)
    assert "could not be sent" in Job.objects.get().error["en"]
    box.refuses = False
    Job.objects.update(run_after=MADE)
    assert worker.work_once()
    lost = Job.objects.get()
    Job.objects.update(state="waiting", run_after=MADE)  # as if its worker had died before it could say so
    assert worker.work_once()
    assert (len(box.taken), lost.state) == (1, "done")


def test_a_mail_server_that_is_down_for_longer_than_a_job_is_tried_has_it_later(signed_in, box):
    subscribed(signed_in(corner="viewer"), every="month")
    due = datetime(2024, 8, 1, 0, 0, tzinfo=UTC)
    box.refuses = True
    assert at(due) == 1
    for _try in range(2):
        Job.objects.update(run_after=MADE)
        assert worker.work_once()
    assert Job.objects.get().state == "failed"
    assert at(due + timedelta(minutes=59)) == 0
    hours = [put_due(due + timedelta(hours=n)) for n in range(1, 72)]
    assert sum(job.kind == "letter" for made in hours for job in made) == 23 + 2, "each hour of its day, then each day"
    Job.objects.all().delete()
    box.refuses = False
    assert [at(due + timedelta(days=3)), at(due + timedelta(days=4))] == [1, 0]
    assert (len(box.taken), Subscription.objects.get().sent_for) == (1, date(2024, 8, 1))
    assert box.taken[0][1]["Message-ID"].startswith("<subscription-")


def test_of_a_worker_that_dies_once_it_has_sent_the_history_knows(signed_in, box):
    subscribed(signed_in(corner="viewer"))
    put_due(RIGHT_AFTER)
    Job.objects.exclude(kind="letter").delete()
    begun = queue.claim()
    HANDLERS["letter"].handle(begun, lambda share, message: None)  # and nothing is heard of it again
    Job.objects.update(lease_until=MADE)
    assert worker.work_once()
    assert (len(box.taken), Job.objects.get().state) == (1, "done")
    assert [line.action for line in Entry.objects.order_by("id")] == ["subscribed", "page sent"]


class Dying:
    """How mail leaves from a worker that is killed over it."""

    def __init__(self, **_told):
        pass

    def send_messages(self, _messages):
        raise SystemExit


def test_of_a_worker_that_dies_while_it_sends_the_message_is_shown_as_unknown(signed_in, box, settings):
    client = signed_in(corner="viewer")
    one = subscribed(client)
    put_due(RIGHT_AFTER)
    Job.objects.exclude(kind="letter").delete()
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Dying"
    with pytest.raises(SystemExit):
        worker.work_once()
    settings.EMAIL_BACKEND = backend
    assert "not known whether" not in client.get(KEPT).content.decode(), "its job is taken up again"
    Job.objects.update(lease_until=MADE)
    assert worker.work_once()
    assert "It is not known whether the message of 2024-07-08 left" in Job.objects.get().error["en"]
    assert box.taken == [], "nobody knows whether it came: it is not sent a second time by itself"
    assert at(RIGHT_AFTER + timedelta(hours=2)) == 0
    assert "not known whether the message of 2024-07-08" in client.get(KEPT).content.decode()
    for _press in range(2):
        assert client.post(f"{KEPT}mail/{one.pk}/again/").status_code == 302
    while worker.work_once():
        pass
    assert (len(box.taken), Subscription.objects.get().sent_for) == (1, date(2024, 7, 8))
    assert "not known whether" not in client.get(KEPT).content.decode()
    assert client.post(f"{KEPT}mail/{one.pk}/again/").status_code == 302
    assert not worker.work_once(), "what is known to have left is not sent again"
    assert at(RIGHT_AFTER + timedelta(days=7)) == 1


def test_the_next_message_goes_out_whatever_became_of_the_last(signed_in, box):
    one = subscribed(signed_in(corner="viewer"))
    assert one.take(date(2024, 7, 8))
    assert (at(RIGHT_AFTER), at(RIGHT_AFTER + timedelta(days=7))) == (0, 1)
    one.refresh_from_db()
    assert (len(box.taken), one.sent_for, one.unknown_for) == (1, date(2024, 7, 15), None)


def test_a_message_that_cannot_be_made_is_due_as_before(signed_in, box, settings):
    subscribed(signed_in(corner="viewer"))
    sender, settings.DEFAULT_FROM_EMAIL = settings.DEFAULT_FROM_EMAIL, "tenure@example.com\nBcc: eve@example.com"
    at(RIGHT_AFTER)
    assert (Job.objects.get().state, Subscription.objects.get().sent_for) == ("waiting", None)
    settings.DEFAULT_FROM_EMAIL = sender
    Job.objects.update(run_after=MADE)
    assert worker.work_once()
    assert (len(box.taken), Job.objects.get().result) == (1, {"sent": 1})


def test_one_click_ends_it_without_signing_in_and_a_look_does_not(signed_in, box):
    client = signed_in(corner="viewer")
    client.cookies["tenure-language"] = "zh-hans"
    subscribed(client)
    at(RIGHT_AFTER)
    message = box.taken[0][1]
    assert message["Subject"].endswith("2024年5月")
    assert "不再接收本页邮件" in message.get_body(("html",)).get_content()
    address = message["List-Unsubscribe"].strip().removeprefix("<http://localhost:8377").rstrip(">")
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(address).status_code == 200
    assert Subscription.objects.count() == 1
    assert stranger.post(address[:-2] + "x/", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Subscription.objects.count() == 1, "a forged word ends nothing"
    assert stranger.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.exists()
    assert stranger.get(address).status_code == 404
    assert Entry.objects.first().action == "subscription ended"


def test_a_provider_ends_those_of_many_readers_from_one_address(signed_in, box, settings):
    one = subscribed(signed_in(corner="viewer"))
    provider = Client(enforce_csrf_checks=True)
    forged = [provider.post(f"/unsubscribe/{n}:x/").status_code for n in range(100)]
    assert set(forged) == {200}
    assert provider.post(f"/unsubscribe/{one.ending()}/").status_code == 200
    assert not Subscription.objects.exists()
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "ending": "3/m/ip"}
    assert 429 in [provider.post("/unsubscribe/1:x/").status_code for _try in range(104)], "but not any number"


def test_subscriptions_are_listed_and_ended_by_their_maker_alone(signed_in, box):
    ann, bob = signed_in(corner="analyst"), signed_in("bob", corner="owner")
    one = subscribed(ann)
    listed = ann.get("/corner/settings/kept/").content.decode()
    assert "On Mondays · 08:00" in listed
    assert "not sent yet" in listed
    assert "On Mondays" not in bob.get("/corner/settings/kept/").content.decode()
    assert bob.post(f"/corner/settings/kept/mail/{one.pk}/end/").status_code == 404
    assert ann.post(f"/corner/settings/kept/mail/{one.pk}/end/").status_code == 302
    assert not Subscription.objects.exists()


def test_pressing_twice_is_once_and_there_is_an_end_to_it(signed_in, box):
    client = signed_in(corner="viewer")
    for _press in range(2):
        subscribed(client)
    assert [line.action for line in Entry.objects.all()] == ["subscribed"]
    for hour in range(24):
        subscribed(client, every="day", hour=str(hour))
        subscribed(client, every="month", hour=str(hour))
    assert Subscription.objects.count() == 49
    subscribed(client, hour="9")
    subscribed(client, hour="10")
    assert "50 pages are sent for you, and no more can be." in client.get("/corner/revenue/").content.decode()
    subscribed(client, hour="9")
    assert (Subscription.objects.count(), Entry.objects.count()) == (50, 50)
    signed_in("bob", corner="viewer").post("/corner/subscriptions/add/", {**REVENUE, "every": "day", "hour": "8"})
    assert Subscription.objects.filter(person__email="bob@example.com").exists()


def test_pages_of_customers_are_not_sent_nor_any_where_no_mail_is_set_up(signed_in, box, settings):
    client = signed_in(corner="analyst")
    client.post("/corner/subscriptions/add/", {**REVENUE, "page": "customers", "every": "day", "hour": "8"})
    client.post("/corner/subscriptions/add/", {**REVENUE, "every": "minute", "hour": "8"})
    client.post("/corner/subscriptions/add/", {**REVENUE, "every": "day", "hour": "24"})
    settings.MAIL_IS_SET_UP = False
    client.post("/corner/subscriptions/add/", {**REVENUE, "every": "day", "hour": "8"})
    assert not Subscription.objects.exists()
    assert "Send this page" not in client.get("/corner/revenue/?period=2024-06").content.decode()


def test_of_two_workers_one_sends(signed_in, box):
    subscribed(signed_in(corner="viewer"))
    put_due(RIGHT_AFTER)
    Job.objects.exclude(kind="letter").delete()
    assert [queue.claim() is None, queue.claim() is None] == [False, True]
