"""The door of the server: who is one too many is told so at once, and who waits for an engine takes nobody's place."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Lock

from tenure.desk.books.holding import held
from tenure.desk.door import Door

PAGE = {"REQUEST_METHOD": "GET"}


def ask(door, environ=PAGE):
    """The status of an answer, and its headers."""
    told = []
    body = b"".join(door(environ, lambda status, headers: told.append((status, dict(headers)))))
    status, headers = told[0]
    return int(status.split()[0]), headers, body.decode()


def served(_environ, start):
    start("200 OK", [])
    return [b"served"]


def slow(begun, go_on):
    def app(environ, start):
        begun.wait()
        go_on.wait()
        return served(environ, start)

    return app


def test_who_waits_too_long_is_told_to_come_back_in_both_languages():
    begun, go_on = Barrier(3), Event()
    door = Door(slow(begun, go_on), served=2, inside=9, patience=0.05)
    with ThreadPoolExecutor(2) as threads:
        first = [threads.submit(ask, door) for _ in range(2)]
        begun.wait()
        status, headers, page = ask(door)
        assert (status, headers["Retry-After"], headers["Refresh"]) == (503, "2", "2")
        assert "The server is busy" in page
        assert "服务器" in page
        _status, told, sent = ask(door, {"REQUEST_METHOD": "POST"})
        assert "Refresh" not in told, "what was posted is not asked for again"
        assert "Nothing of what you sent was stored" in sent
        go_on.set()
    assert [one.result()[0] for one in first] == [200, 200]


def test_who_is_one_too_many_does_not_wait_at_all():
    begun, go_on = Barrier(2), Event()
    door = Door(slow(begun, go_on), served=1, inside=1, patience=3600)
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(ask, door)
        begun.wait()
        assert ask(door)[0] == 503
        go_on.set()
        assert first.result()[0] == 200


def test_who_waits_a_moment_is_served():
    begun, go_on = Barrier(2), Event()
    door = Door(slow(begun, go_on), served=1, inside=2, patience=3600)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(ask, door)
        begun.wait()
        second = threads.submit(ask, door)
        go_on.set()
        begun.wait()
        assert {first.result()[0], second.result()[0]} == {200}


def test_places_are_free_again_after_a_failure():
    def failing(_environ, _start):
        raise ValueError

    door = Door(failing, served=1, inside=1, patience=0.0)
    for _ in range(3):
        try:
            door(PAGE, lambda *_: None)
        except ValueError:
            continue
        raise AssertionError("it was refused")


def test_who_waits_for_an_engine_lets_others_be_served():
    engine = Lock()

    def app(environ, start):
        if environ.get("engine"):
            with held(engine):
                return served(environ, start)
        return served(environ, start)

    door = Door(app, served=1, inside=9, patience=3600)
    with ThreadPoolExecutor(3) as threads, engine:
        waiting = [threads.submit(ask, door, PAGE | {"engine": True}) for _ in range(3)]
        assert ask(door)[0] == 200
        assert not any(one.done() for one in waiting)
        engine.release()
        assert [one.result()[0] for one in waiting] == [200, 200, 200]
        engine.acquire()
    assert ask(door)[0] == 200
