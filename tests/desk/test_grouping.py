"""Filters as groups on pages: chips that tell them, a form that builds them, and numbers that are those of the command."""

import html
import json
import re
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest

from tenure.cli import main
from tenure.desk.people.models import Membership
from tests.conftest import repetitions
from tests.desk.test_asking import page, table, told

pytestmark = pytest.mark.django_db
WHEN = "period=2024-11&as_of=2024-12-31"
GROUPS = "tier=A|B;tier=C,stage=mature"
METRIC = f"/golden/metric/growth.customers_held/?{WHEN}"


def chips(shown: str) -> list[list[str]]:
    """The words of each group's chips."""
    (groups,) = re.findall(r'<div class="groups".*?</div>', shown, re.DOTALL) or [""]
    return [re.findall(r">([^<>]+) ×</a>", group) for group in re.findall(r"<ul.*?</ul>", groups, re.DOTALL)]


def cut(shown: str) -> dict[str, str]:
    """What the forms of a page keep of its filters."""
    kept = re.findall(r'<input type="hidden" name="(where|among)" value="([^"]*)">', shown)
    return {name: html.unescape(word) for name, word in kept}


def off(shown: str, chip: str) -> str:
    """The address without a chip."""
    return html.unescape(re.search(rf'<a class="button" href="([^"]+)"[^>]*>{re.escape(chip)} ×</a>', shown)[1])


@pytest.fixture
def client(signed_in):
    return signed_in(golden="owner")


def test_a_form_builds_groups_and_chips_tell_and_undo_them(client):
    one = told(client, f"{METRIC}&add=tier%3DA")
    assert (chips(one), cut(one)) == ([["Tier: A"]], {"where": "tier=A"})
    two = told(client, f"{METRIC}&where=tier%3DA&add=tier%3DB")
    assert (chips(two), cut(two)) == ([["Tier: A or B"]], {"among": "tier=A|B"})
    both = told(client, f"{METRIC}&among=tier%3DA|B&add=acq_channel%3Dreferral&how=not")
    assert chips(both) == [["Tier: A or B", "Acquisition channel: not referral"]]
    three = told(client, f"{METRIC}&among=tier%3DA|B&add=tier%3DC&how=or")
    assert (chips(three), cut(three)) == ([["Tier: A or B"], ["Tier: C"]], {"among": "tier=A|B;tier=C"})
    left = told(client, off(three, "Tier: C"))
    assert (chips(left), cut(left)) == ([["Tier: A or B"]], {"among": "tier=A|B"})
    assert chips(told(client, off(left, "Tier: A or B"))) == []
    mixed = told(client, f"{METRIC}&where=tier%3DA&among=acq_channel!%3Dreferral;tier%3DB")
    assert chips(mixed) == [["Tier: A", "Acquisition channel: not referral"], ["Tier: A", "Tier: B"]]


def test_they_are_told_in_chinese(client):
    client.cookies["tenure-language"] = "zh-hans"
    assert chips(told(client, f"{METRIC}&among=tier%3DA|B;tier!%3DC")) == [["层级：A 或 B"], ["层级：非 C"]]


@pytest.mark.parametrize(
    "among",
    ["tier=A|B", "tier!=C", GROUPS.replace(",stage=mature", ""), "acq_channel=referral;tier=A"][:: repetitions(3, 1)],
)
def test_a_page_of_numbers_says_what_the_command_says_and_leads_to_the_same_people(
    client, capsys, tmp_path, among, companies
):
    address = f"{METRIC}&among={among.replace('=', '%3D').replace(';', '%3B')}"
    figure = table(page(client, address), "metric")["figures"][0]["value"]
    words = [
        "metrics",
        "growth.customers_held",
        "--period",
        "2024-11",
        "--as-of",
        "2024-12-31",
        "--where",
        f"among={among}",
        "--json",
    ]
    assert main([*words, "--workspace", str(companies / "golden")]) == 0
    (value,) = json.loads(capsys.readouterr().out)
    assert Decimal(str(value["value"])) == Decimal(str(figure["value"])) > 0
    link = html.unescape(re.search(r'href="(/golden/customers/[^"]+)" class="people"', told(client, address))[1])
    assert client.get(link).context["list"].total == int(Decimal(str(figure["value"])))


def test_a_terminal_and_a_program_ask_for_the_same(client):
    shown = html.unescape(told(client, f"/golden/retention/?{WHEN}&among=tier%3DA|B"))
    assert "tenure show retention --period 2024-11 --as-of 2024-12-31 --set 'among=tier=A|B'" in shown
    assert "among=tier%3DA%7CB&form=json" in shown
    assert "<dt>Filters</dt><dd>Tier: A or B</dd>" in shown


def test_the_list_of_customers_is_cut_to_whom_the_groups_name(client):
    def rows(more):
        return {row[0] for row in table(page(client, f"/golden/customers/?{WHEN}{more}"), "customers")["rows"]}

    one, other, all_ = rows("&where=stage%3Dmature"), rows("&where=stage%3Dchurned"), rows("")
    assert one and other and not one & other
    assert rows("&among=stage%3Dmature|churned") == rows("&among=stage%3Dmature%3Bstage%3Dchurned") == one | other
    assert rows("&among=stage!%3Dmature") == all_ - one


def test_what_is_hidden_and_what_there_is_not_is_told_and_finds_nobody(signed_in):
    client = signed_in(golden="analyst")
    told_of = {
        "customer=x;tier=A": "customer", "tier=A;contact_phone=021": "hidden", "tier": "tells no groups", "tier=A;tier=Q": "no value of tier"
    }  # fmt: skip
    for name in ("retention", "customers"):
        for among, says in told_of.items():
            answer = client.get(f"/golden/{name}/", {"among": among} | dict(parse_qsl(WHEN)))
            assert answer.status_code == 400 and says in html.unescape(answer.content.decode()), (name, among)


def test_who_sees_some_customers_alone_sees_no_others_by_groups(signed_in):
    client = signed_in(corner="operator")
    Membership.objects.update(scope_name="region", scope_word="Nowhere")
    assert client.get("/corner/customers/?among=stage%3Dnew;stage!%3Dnew").status_code in (200, 400, 409)
    assert b"/corner/customer/" not in client.get("/corner/customers/?among=stage%3Dnew;stage!%3Dnew").content
