"""A new password: by a mail whose link bears our own address, or by a link that an owner hands on."""

import re

import pytest
from django.core import mail
from django.test import Client

from tenure.desk.mail import smtp
from tenure.desk.people.mailing import wait_until_sent
from tenure.desk.people.models import Entry, Link, Person
from tenure.errors import UsageError
from tests.desk.conftest import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "another sentence of many words"


@pytest.fixture
def post(settings):
    settings.MAIL_IS_SET_UP = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def asked(email="ann@example.com", **headers):
    """What is sent where somebody asks for a new password, and the page that follows."""
    mail.outbox.clear()
    answer = Client(headers=headers).post("/account/password/reset/", {"email": email}, follow=True)
    wait_until_sent()
    return list(mail.outbox), answer


def test_a_link_in_a_mail_sets_a_new_password_once(person, post):
    person("ann", golden="owner")
    ((message,), answer) = asked()
    assert answer.status_code == 200
    assert (message.to, message.subject) == (["ann@example.com"], "A new password for Tenure")
    path = re.search(r"http://localhost:8377(/account/password/reset/key/\S+)", message.body).group(1)
    browser = Client()
    form = browser.get(path, follow=True).redirect_chain[-1][0]
    assert browser.post(form, {"password1": NEW, "password2": NEW}).status_code == 302
    assert Person.objects.get().check_password(NEW)
    assert Entry.objects.first().action == "password set by mail"
    assert "no longer works" in Client().get(path).content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "localhost", "X-Forwarded-Host": "evil.example"},
        {"Host": "localhost:1"},
        {"Host": "127.0.0.1:8377", "Forwarded": "host=evil.example"},
    ],
)
def test_the_link_begins_with_our_own_address_whatever_a_browser_says(person, post, headers):
    person("ann", golden="owner")
    ((message,), _answer) = asked(**headers)
    assert set(re.findall(r"https?://[^/\s]+", message.body)) == {"http://localhost:8377"}


def test_a_host_that_is_not_ours_is_not_answered(person, post):
    person("ann", golden="owner")
    sent, answer = asked(Host="evil.example")
    assert (sent, answer.status_code) == ([], 400)


def test_mail_speaks_the_language_of_the_person(person, post):
    person("ann", golden="owner")
    Person.objects.update(language="zh-hans")
    ((message,), _answer) = asked(Accept_Language="en")
    assert message.subject == "设置新的 Tenure 密码"
    assert "您好" in message.body
    Person.objects.update(language="")
    ((message,), _answer) = asked(Accept_Language="zh-CN")
    assert message.subject == "设置新的 Tenure 密码"


def test_who_is_not_known_gets_no_mail_and_the_same_answer(person, post):
    person("ann", golden="owner")
    (_sent, known), (sent, unknown) = asked(), asked("eve@example.com")
    assert sent == []
    told = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", one.content.decode()) for one in (known, unknown)]
    assert told[0] == told[1]


def test_a_server_of_mail_that_is_down_shows_nothing(person, post, settings):
    person("ann", golden="owner")
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 9  # fmt: skip
    _sent, answer = asked()
    assert answer.status_code == 200


def test_where_no_mail_is_set_up_the_page_says_whom_to_ask(person):
    person("ann", golden="owner")
    sent, answer = asked()
    assert sent == []
    assert "Ask an owner" in answer.content.decode()


def handed(owner, who):
    """The address of a link that an owner makes."""
    answer = owner.post(f"/golden/settings/people/{who.pk}/reset/")
    assert answer.status_code == 200
    return re.search(r'value="http://localhost:8377(/reset/[^/]+/)"', answer.content.decode()).group(1)


def test_an_owner_hands_on_a_link_that_works_once(signed_in, person):
    owner, bob = signed_in(golden="owner"), person("bob", golden="viewer")
    path = handed(owner, bob)
    browser = Client()
    browser.post("/account/login/", {"login": "bob@example.com", "password": PASSWORD})
    assert list(Client().post(path, {"password": "short"}).context["form"].errors) == ["password"]
    answer = Client().post(path, {"password": NEW})
    assert answer.headers["Location"] == "/account/login/", "a second factor is asked for as ever"
    bob.refresh_from_db()
    assert bob.check_password(NEW)
    assert Client().get(path).status_code == 404
    assert browser.get("/account/").status_code == 302, "her sessions are over"
    assert [one.action for one in Entry.objects.order_by("id")][-1] == "password set by link"


def test_a_second_link_voids_the_first(signed_in, person):
    owner, bob, cid = signed_in(golden="owner"), person("bob", golden="viewer"), person("cid", golden="viewer")
    first, others, second = handed(owner, bob), handed(owner, cid), handed(owner, bob)
    assert [Client().get(path).status_code for path in (first, others, second)] == [404, 200, 200]


def test_no_owner_gets_into_a_company_of_others_through_its_people(signed_in, person):
    owner, bob = signed_in(golden="owner"), person("bob", golden="viewer", corner="owner")
    assert owner.post(f"/golden/settings/people/{bob.pk}/reset/").status_code == 409
    assert not Link.objects.exists()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("smtp://ann:a%40b@mail.example.com:587", ("mail.example.com", 587, "ann", "a@b", False, True)),
        ("smtp://mail.example.com", ("mail.example.com", 587, "", "", False, True)),
        ("smtps://mail.example.com", ("mail.example.com", 465, "", "", True, False)),
        ("smtp://localhost:25", ("localhost", 25, "", "", False, False)),
    ],
)
def test_addresses_of_mail_servers(address, told):
    found = smtp(address)
    assert (found.host, found.port, found.user, found.password, found.ssl, found.tls) == told


@pytest.mark.parametrize("address", ["mail.example.com", "http://mail.example.com", "smtp://"])
def test_what_is_no_mail_server_is_refused(address):
    with pytest.raises(UsageError, match="TENURE_SMTP_URL"):
        smtp(address)


def test_without_an_address_there_is_no_mail():
    assert smtp("") is None
