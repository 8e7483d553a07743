"""Files brought to a company as a browser brings them: looked at, agreed to, stored."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tenure.desk.bringing.models import Upload
from tenure.desk.jobs import worker
from tenure.desk.jobs.models import Job


def file(name, text):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def work(kind):
    """Until a job of that kind has come to its end."""
    for _ in range(20):
        done = Job.objects.filter(kind=kind).exclude(state__in=("waiting", "running"))
        if done.exists() or not worker.work_once():
            break
    return Job.objects.filter(kind=kind).order_by("-created_at").first()


def bring(client, *files):
    """Bring files and look at them; gives the address of their plan, and the plan."""
    address = client.post("/fresh/data/upload/", {"files": files}).headers["Location"]
    assert work("look").error == {}
    return address, Upload.objects.latest("created_at").plan()


def form(one):
    """What the form of a file's map says as long as nobody changes it."""
    key, more = one["key"], {"order": "total_is", "subscription": "amount_is"}.get(one["kind"])
    told = {f"{key}-c{n}": name for n, name in enumerate(one["under"])} | {f"{key}-kind": one["kind"]}
    return told | ({f"{key}-{more}": one[more]} if more else {})


def store(client, address, **said):
    """Press Import; gives what came of it."""
    client.post(f"{address}go/", said)
    job = work("import")
    assert job.error == {}
    return job.result
