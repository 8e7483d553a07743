"""tenure show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.faces import LANG, Form, book_of, csv_option, form_of, json_option, show, tell, workspace_option
from tenure.cli.heard import alone, needs, options_of
from tenure.cli.pages import put_page
from tenure.words import Language, later, say

NAME = "show"
HELP = "Show a page of the company: home, metrics, customers, one customer, retention, revenue, acquisition, service."
EXAMPLES = (
    "tenure show",
    "tenure show home",
    "tenure show retention --period 2024-06 --out retention.html",
    "tenure show metric renewal.rate_count --period 2024-06 --json",
    "tenure show customers --set region=North --set sort=-mrr --csv",
    "tenure show customers --set metric=churn.customers --period 2024-06",
    "tenure show customer AC-0007 --masked",
)
_LISTED = {"page": later("page"), "question": later("question"), "about": later("about"), "options": later("options")}


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def show_page(
        name: str = typer.Argument("", help=say("Which page; all are listed when none is named.", lang)),
        subject: str = typer.Argument("", help=say("What the page is about, where it is of one thing.", lang)),
        period: str = typer.Option(
            "", "--period", "-p", help=say("One period, such as 2024-07; the last month known when not told.", lang)
        ),
        as_of: str = typer.Option(
            "", "--as-of", help=say("What was known at the end of that day; the last day known when not told.", lang)
        ),
        chosen: list[str] = typer.Option(
            [], "--set", help=say("An option of the page, or of customers a slice: NAME=VALUE.", lang)
        ),
        masked: bool = typer.Option(
            False, "--masked", help=say("Without names, e-mail addresses and telephone numbers.", lang)
        ),
        out: Path | None = typer.Option(
            None, "--out", "-o", help=say("Write a page instead: .html, .xlsx or .json.", lang)
        ),
        table: str = typer.Option("", "--table", help=say("Which table --csv gives; the first when not told.", lang)),
        workspace: Path = workspace_option(lang),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        form = form_of(as_json, as_csv)
        if not name:
            words = {
                "--period": period,
                "--as-of": as_of,
                "--set": chosen,
                "--masked": masked,
                "--out": out,
                "--table": table,
            }
            needs("PAGE", words)
            return _list(lang, form)
        if out is not None:
            alone("--out", {"--json": as_json, "--csv": as_csv, "--table": table})
        if not as_csv:
            needs("--csv", {"--table": table})
        from tenure.pages.showing import sheet_page
        from tenure.periods import parse_day, period_of
        from tenure.render import check_form, write_report
        from tenure.render.masking import masked as hide

        if out is not None:
            check_form(out)
        book = book_of(workspace)
        day = parse_day(as_of) if as_of else book.last_known()
        when = book.period(period) if period else period_of(day, "month")
        page = sheet_page(book, name, when, day, lang, subject, options_of(chosen))
        page = hide(page) if masked else page
        if out is not None:
            write_report(page, out, lang)
            tell(say("Wrote {file}.", lang, file=out))
        else:
            put_page(page, form, table)
        return 0

    return show_page


def _list(lang: Language, form: Form) -> int:
    from tenure.pages.showing import sheets

    rows = [
        {
            "page": one.name,
            "question": say(one.question, lang),
            "about": say(one.about, lang) if one.about else "",
            "options": ", ".join(option.name for option in one.options),
        }
        for one in sheets().values()
    ]
    if form is Form.TEXT:
        rows = [{name: told or "–" for name, told in row.items()} for row in rows]
    show(rows, tuple(_LISTED), form, [say(head, lang) for head in _LISTED.values()])
    return 0
