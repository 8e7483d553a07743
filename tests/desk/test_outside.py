"""The way out of the desk leads nowhere inside, whatever an address is called, and follows nothing."""

import socket

import pytest

from tenure.desk import outside
from tenure.desk.outside import Reply, is_outside, parted, post
from tenure.errors import RemoteFailure, Unanswered, UsageError
from tests.desk.chatroom import chatroom

INSIDE = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.8",
    "192.0.0.170",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "192.88.99.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:100.64.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2001:0:7f00:1::",
    "2001:db8::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]
OUTSIDE = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"]


def test_what_leads_inside_is_known_for_it():
    assert [one for one in INSIDE if is_outside(one)] == []
    assert [one for one in OUTSIDE if not is_outside(one)] == []


@pytest.fixture
def room():
    with chatroom() as server:
        yield server


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0"],
)
def test_nothing_inside_is_asked_under_any_name(room, host):
    port = room.server_address[1]
    for scheme in ("https", "http"):
        with pytest.raises((UsageError, RemoteFailure)) as told:
            post(f"{scheme}://{host}:{port}/send?key=secret", {})
        assert "secret" not in str(told.value)
    assert room.taken == []


def test_it_is_told_that_an_address_leads_inside_and_what_allows_it(room, settings):
    address = f"https://localhost:{room.server_address[1]}/send"
    with pytest.raises(UsageError, match="leads inside this network(.|\n)*TENURE_INSIDE_HOSTS"):
        post(address, {})
    settings.INSIDE_HOSTS = {f"localhost:{room.server_address[1] + 1}"}
    with pytest.raises(UsageError, match="leads inside"):
        post(address, {})
    settings.INSIDE_HOSTS = {room.place}
    assert post(f"http://{room.place}/send?key=1", {"a": "“ü”"}) == Reply(200, '{"errcode":0,"errmsg":"ok"}')
    assert room.taken == [("/send?key=1", {"a": "“ü”"})]


def test_a_name_that_leads_elsewhere_the_second_time_is_asked_where_it_was_checked(room, monkeypatch):
    """Looked up once: what is asked is the address that was found then."""
    asked, look_up = [], socket.getaddrinfo

    def found(host, *args, **more):
        asked.append(host)
        return look_up("127.0.0.1" if host == "rebinding.example" else host, *args, **more)

    monkeypatch.setattr(outside, "is_outside", lambda _address: True)  # as if it had led outside
    monkeypatch.setattr(socket, "getaddrinfo", found)
    with pytest.raises(RemoteFailure):  # no TLS is spoken there
        post(f"https://rebinding.example:{room.server_address[1]}/", {})
    assert asked.count("rebinding.example") == 1


def test_of_several_places_that_a_name_leads_to_none_may_be_inside(monkeypatch):
    found = [(2, 1, 6, "", (one, 443)) for one in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)
    with pytest.raises(UsageError, match="leads inside"):
        post("https://both.example/", {})


def test_where_an_answer_leads_on_nobody_goes(room, settings):
    with chatroom() as other:
        settings.INSIDE_HOSTS = {room.place, other.place}
        room.status, room.leads_to = 307, f"http://{other.place}/"
        assert post(f"http://{room.place}/", {}).status == 307
        assert other.taken == []


def test_what_got_no_answer_may_have_arrived_and_what_could_not_be_reached_did_not(room, settings):
    settings.INSIDE_HOSTS = {room.place}
    room.hangs_up = True
    with pytest.raises(Unanswered, match="did not say what became of it"):
        post(f"http://{room.place}/send?key=secret", {})
    room.shutdown()
    room.server_close()
    with pytest.raises(RemoteFailure, match="cannot be reached") as told:
        post(f"http://{room.place}/send?key=secret", {})
    assert not isinstance(told.value, Unanswered)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("host", ["a..example", "a" * 70 + ".example"])
def test_a_name_that_no_host_can_have_is_told_as_one_that_cannot_be_reached(host):
    with pytest.raises(RemoteFailure, match="cannot be reached"):
        post(f"https://{host}/send", {})


@pytest.mark.parametrize(
    "address",
    [
        "", "x", "ftp://a.example/", "file:///etc/passwd", "http://a.example/", "https:///x", "https://u:p@a.example/", "https://a.example:0/",
        "https://a.example:99999/", "https://a.example/\r\nX: y", "https://a.example/ x", "https://a.example/é", "https://[::1/", "https://" + "a" * 2000,
    ],
)  # fmt: skip
def test_what_is_no_address_is_told(address):
    with pytest.raises(UsageError, match="no address"):
        parted(address)
