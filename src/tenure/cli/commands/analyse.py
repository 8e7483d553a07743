"""tenure analyse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.faces import LANG, Form, book_of, csv_option, form_of, json_option, show, tell, workspace_option
from tenure.cli.heard import alone, needs, options_of
from tenure.cli.pages import put_page
from tenure.words import Language, later, say

NAME = "analyse"
HELP = (
    "Answer a question with tables: cohorts, survival, funnel, paths, attribution, cost of winning, profit, programmes."
)
EXAMPLES = (
    "tenure analyse",
    "tenure analyse funnel --period 2024-01..2024-06 --by channel --set window=60",
    "tenure analyse funnel --set steps=inquiry,qualified,trial_start,signed --set optional=trial_start --set ends=lost",
    "tenure analyse behaviour --set steps=search,export,share --set window=14 --by segment",
    "tenure analyse cohorts --set grain=quarter --set measure=held,mrr",
    "tenure analyse profit --period 2024 --by industry --out profit.xlsx",
    "tenure analyse survival --by acq_channel --csv --table survival",
)
_LISTED = {
    "analysis": later("analysis"),
    "question": later("question"),
    "cuts": later("cut by"),
    "options": later("options"),
}


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def analyse(
        name: str = typer.Argument("", help=say("Which analysis; all are listed when none is named.", lang)),
        period: str = typer.Option(
            "",
            "--period",
            "-p",
            help=say(
                "A period or a range such as 2024-01..2024-06; the last twelve whole months, or everything known, when not told.",
                lang,
            ),
        ),
        as_of: str = typer.Option(
            "", "--as-of", help=say("What was known at the end of that day; the last day known when not told.", lang)
        ),
        by: str = typer.Option("", "--by", help=say("Cut by a dimension.", lang)),
        chosen: list[str] = typer.Option([], "--set", help=say("An option of the analysis: NAME=VALUE.", lang)),
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
            needs(
                "NAME",
                {"--period": period, "--as-of": as_of, "--by": by, "--set": chosen, "--out": out, "--table": table},
            )
            return _list(lang, form)
        if out is not None:
            alone("--out", {"--json": as_json, "--csv": as_csv, "--table": table})
        if not as_csv:
            needs("--csv", {"--table": table})
        from tenure.pages.analysing import analysis_page
        from tenure.pages.analysis import Wish
        from tenure.periods import parse_day
        from tenure.render import check_form, write_report

        if out is not None:
            check_form(out)
        book = book_of(workspace)
        wish = Wish(book.periods(period) if period else (), by, options_of(chosen))
        page = analysis_page(book, name, wish, parse_day(as_of) if as_of else None, lang)
        if out is not None:
            write_report(page, out, lang)
            tell(say("Wrote {file}.", lang, file=out))
        else:
            put_page(page, form, table)
        return 0

    return analyse


def _list(lang: Language, form: Form) -> int:
    from tenure.pages.analysing import analyses

    rows = []
    for one in analyses().values():
        cuts = say("any slice of customers", lang) if one.cut is None else ", ".join(one.cut)
        options = ", ".join(
            f"{option.name}={option.default}" if option.default else option.name for option in one.options
        )
        rows.append({"analysis": one.name, "question": say(one.question, lang), "cuts": cuts, "options": options})
    if form is Form.TEXT:
        rows = [{name: told or "–" for name, told in row.items()} for row in rows]
    show(rows, tuple(_LISTED), form, [say(head, lang) for head in _LISTED.values()])
    return 0
