"""What an address asks of a page: its order, its period in relative words, what it is compared with; and how it is asked elsewhere."""

import json
import re
from html import unescape

import pytest

pytestmark = pytest.mark.django_db
JUNE = "period=2024-06&as_of=2024-06-30"


def told(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return unescape(answer.content.decode())


def page(client, path):
    return json.loads(client.get(f"{path}&form=json").content)


def table(made, key):
    return next(block for one in made["sections"] for block in one["blocks"] if block["key"] == key)


def test_a_head_of_a_table_sorts_it_and_says_so(signed_in):
    client = signed_in(corner="analyst")
    shown = told(client, f"/corner/customers/?{JUNE}&skip=2&rows=2")
    assert re.search(
        r'<th scope="col" class="n" aria-sort="descending" data-key="\w+"><a href="/corner/customers/', shown
    )
    (link,) = re.findall(r'<a href="(/corner/customers/\?[^"]*sort=year)"', shown)
    assert "skip" not in link, "another order begins at its beginning"
    shown = told(client, link)
    assert 'aria-sort="ascending"' in shown
    assert [row[0] for row in table(page(client, link), "customers")["rows"]][-1] == "eve"


def test_tables_of_every_page_are_sorted_in_each_form(signed_in):
    client = signed_in(corner="viewer")
    shown = told(client, f"/corner/revenue/?{JUNE}")
    link, key, column = re.findall(r'href="(/corner/revenue/\?[^"]*sort=-(\w+)\.(revenue))"', shown)[0]
    made = table(page(client, link), key)
    amounts = [row[[one["key"] for one in made["columns"]].index(column)] for row in made["rows"]]
    known = [float(one["number"]) for one in amounts]
    assert known == sorted(known, reverse=True)
    assert client.get(f"/corner/revenue/?{JUNE}&sort=nothing.revenue").status_code == 400


def test_relative_words_follow_the_day(signed_in):
    client = signed_in(corner="viewer")
    assert page(client, "/corner/?period=last-month&as_of=2024-06-30")["period"] == "2024-05"
    assert page(client, "/corner/?period=this-quarter&as_of=2024-02-10")["period"] == "2024-Q1"
    assert 'data-letter="m"' in told(client, f"/corner/?{JUNE}")
    assert "period=this-month" in told(client, f"/corner/?{JUNE}")


@pytest.mark.parametrize(
    ("compare", "periods"),
    [
        ("", ["2024-05", "2023-06"]),
        ("&compare=previous", ["2024-05"]),
        ("&compare=none", []),
        ("&compare=2024-02", ["2024-02"]),
    ],
)
def test_what_numbers_are_compared_with_is_chosen(signed_in, compare, periods):
    made = page(signed_in(corner="viewer"), f"/corner/?{JUNE}{compare}")
    figures = table(made, "headline")["figures"]
    assert {tuple(one["then"]["period"] for one in figure["comparisons"]) for figure in figures} == {tuple(periods)}


def test_a_month_is_not_compared_with_a_year(signed_in):
    client = signed_in(corner="viewer")
    assert [client.get(f"/corner/?{JUNE}&compare={word}").status_code for word in ("2023", "nonsense")] == [400, 400]
    assert client.get(f"/corner/?{JUNE}&compare=2024-02&form=xlsx").status_code == 200


def test_a_page_says_how_a_terminal_and_a_program_ask_for_it(signed_in):
    shown = told(signed_in(corner="analyst"), "/corner/customers/?period=this-month&as_of=2024-06-30&search=ann")
    assert "tenure show customers --period 2024-06 --as-of 2024-06-30 --set search=ann" in shown
    assert "/corner/customers/?period=2024-06&as_of=2024-06-30&search=ann&form=json" in shown


def test_a_filter_is_added_in_a_form_and_taken_off_by_its_chip(signed_in):
    client = signed_in(corner="analyst")
    shown = told(client, f"/corner/customers/?{JUNE}")
    word, title = re.search(r'<option value="(stage=\w+)">([^<]+)</option>', shown).groups()
    shown = told(client, f"/corner/customers/?{JUNE}&add={word}")
    chip = re.search(r'<a class="button" href="([^"]+)" aria-label="[^"]+">([^<]+) ×</a>', shown)
    assert chip[2] == f"Stage: {title}"
    assert f"where={word.replace('=', '%3D')}" in shown, "the address of what follows says so"
    assert "where" not in chip[1]
    all_, some = (page(client, f"/corner/customers/?{JUNE}{more}") for more in ("", f"&add={word}"))
    assert 0 < len(table(some, "customers")["rows"]) < len(table(all_, "customers")["rows"])
    assert {row[2] for row in table(some, "customers")["rows"]} == {title}


def test_a_change_is_split_into_its_parts(signed_in):
    client = signed_in(golden="viewer")
    path = "/golden/metric/revenue.mrr/?period=2024-07&as_of=2024-08-31"
    assert "metric_why" not in told(client, path)
    shown = told(client, f"{path}&why=last_year")
    assert '<option value="last_year" selected>' in shown
    parts = table(page(client, f"{path}&why=last_year"), "metric_why")
    assert sum(float(row[2]) for row in parts["rows"]) == pytest.approx(float(parts["total"][2]))


def test_a_metric_is_cut_and_broken_down_and_leads_to_the_same_people(signed_in):
    client = signed_in(golden="analyst")
    path = "/golden/metric/growth.customers_held/?period=2024-11&as_of=2024-12-31"
    shown = told(client, path)
    word = re.search(r'<option value="([^"=]+=[^"]+)">', shown)[1]
    name, value = word.split("=")
    whole = page(client, f"{path}&by={name}")
    parts = table(whole, "metric_parts")["rows"]
    figure = table(whole, "metric")["figures"][0]["value"]
    assert sum(float(row[1]["value"]) for row in parts) == float(figure["value"])
    (part,) = [row[1]["value"] for row in parts if row[0] == value]
    cut = f"{path}&add={word}"
    assert table(page(client, cut), "metric")["figures"][0]["value"]["value"] == part
    link = re.search(r'href="(/golden/customers/[^"]+where=[^"]+)" class="people"', told(client, cut))[1]
    assert client.get(link).context["list"].total == int(float(part))
