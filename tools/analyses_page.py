"""docs/analyses.md and docs/analyses.zh.md: every analysis, its question, how it is computed, what may be chosen."""

from __future__ import annotations

from functools import partial

from tenure.pages.analysing import analyses
from tenure.pages.analysis import Analysis
from tenure.pages.reasons import file_of
from tenure.words import Language, say
from tools.markdown import GENERATED, block, code, table

_HEADS: dict[Language, tuple[str, ...]] = {
    "en": ("option", "means", "default", "values"),
    "zh": ("选项", "含义", "默认值", "取值"),
}
_FIXED: dict[Language, dict[str, str]] = {
    "en": {
        "other": "[简体中文](analyses.zh.md)",
        "title": "Analyses",
        "list": ("An analysis answers one question with tables, charts and notes. `tenure analyse` lists them, "
                 "`tenure analyse NAME` answers one:"),
        "rules": ("`--period` takes a period or a range; `--as-of` a past day; `--by` cuts by a dimension; `--set NAME=VALUE` "
                  "chooses an option. The answer comes as text, as `--json`, as `--csv` (one table; `--table` names which), or "
                  "with `--out` as a page in HTML, XLSX or JSON. In the browser the page Analyses shows each with its choices as a "
                  "form. The report has a section of each whose facts are there, but for {apart}. What is not known is a dash, "
                  "with the reason beside it; a period or window that is not over "
                  "is never drawn as zero."),
        "python": "In Python and notebooks:",
        "over": "Over everything known, where no `--period` is named.",
        "year": "Over the last twelve whole months, where no `--period` is named.",
        "cuts": "`--by`: {cuts}.",
        "needs": "Needs {files}.",
        "any": "any slice of customers, such as `acq_channel`, `cohort`, an attribute, or an own dimension",
        "add": "One more analysis is one file in `src/tenure/pages/analyses/`: it names itself in `ANALYSIS`, and the command, its "
               "forms, Python, the report and this page follow.",
    },
    "zh": {
        "other": "[English](analyses.md)",
        "title": "分析",
        "list": "每项分析用表格、图形与说明回答一个问题。`tenure analyse` 列出全部分析，`tenure analyse NAME` 给出其中一项的结果：",
        "rules": ("`--period` 指定周期或区间；`--as-of` 指定过去的某一天；`--by` 按维度拆分；`--set NAME=VALUE` 选择选项。"
                  "结果可为文本、`--json`、`--csv`（一张表，用 `--table` 指定），或用 `--out` 写成 HTML、XLSX、JSON 页面。"
                  "在浏览器中，“分析”页逐项显示，并以表单给出其选项。"
                  "所需数据齐备的分析在报告中各占一节（{apart} 除外）。未知的数值显示为“–”并注明原因；"
                  "尚未结束的周期或窗口从不画成零。"),
        "python": "在 Python 与 notebook 中：",
        "over": "未指定 `--period` 时，取全部已知数据。",
        "year": "未指定 `--period` 时，取最近十二个完整月份。",
        "cuts": "`--by` 可取：{cuts}。",
        "needs": "所需数据：{files}。",
        "any": "任意客户维度，如 `acq_channel`、`cohort`、客户属性或自定义维度",
        "add": "新增一项分析只需在 `src/tenure/pages/analyses/` 中加一个文件：在 `ANALYSIS` 中声明自己，命令、各种输出形式、"
               "Python、报告与本页随之而来。",
    },
}  # fmt: skip
_COMMANDS = """\
tenure analyse funnel --period 2024-01..2024-06 --by channel --set window=60
tenure analyse funnel --set steps=inquiry,qualified,trial_start,signed --set optional=trial_start --set ends=lost
tenure analyse behaviour --set steps=search,export,share --set window=14 --by segment
tenure analyse cohorts --set grain=quarter --set measure=held,mrr
tenure analyse profit --period 2024 --by industry --out profit.xlsx
tenure analyse survival --by acq_channel --csv --table survival
"""
_PYTHON = """\
import tenure

book = tenure.open("acme")
found = book.analyse("funnel", "2024-01..2024-06", by="channel", window=60)
found.to_pandas("funnel")
found.save("funnel.html")
"""


def analyses_page(lang: Language) -> str:
    """The page in one language."""
    told = _FIXED[lang]
    apart = (", " if lang == "en" else "、").join(f"`{one.name}`" for one in analyses().values() if not one.reported)
    rules = told["rules"].format(apart=apart)
    head = f"# {told['title']}\n\n{told['other']}\n\n{told['list']}\n\n{block(_COMMANDS, 'sh')}{rules}\n\n"
    rows = [
        (f"[{one.name}](#{one.name})", say(one.title, lang), say(one.question, lang)) for one in analyses().values()
    ]
    names = ("analysis", "", "question") if lang == "en" else ("分析", "名称", "问题")
    parts = [
        GENERATED,
        head,
        f"{told['python']}\n\n",
        block(_PYTHON, "python"),
        f"{told['add']}\n\n",
        table(names, rows),
    ]
    return "".join([*parts, *(_one(one, lang) for one in analyses().values())]).rstrip() + "\n"


def _one(one: Analysis, lang: Language) -> str:
    told = _FIXED[lang]
    method = "".join(f"- {say(text, lang)}\n" for text in one.method)
    facts = [told["over"] if one.all_time else told["year"]]
    if one.cut != ():
        cuts = told["any"] if one.cut is None else ", ".join(map(code, one.cut))
        facts.append(told["cuts"].format(cuts=cuts))
    if one.needs:
        facts.append(told["needs"].format(files="; ".join(file_of(kind, lang) for kind in one.needs)))
    rows = [
        (code(option.name), say(option.says, lang), code(option.default), ", ".join(map(code, option.choices)))
        for option in one.options
    ]
    options = table(_HEADS[lang], rows) if rows else ""
    space = " " if lang == "en" else ""
    return f"## {one.name}\n\n**{say(one.title, lang)}**\n\n{say(one.question, lang)}\n\n{method}\n{space.join(facts)}\n\n{options}"


english, chinese = partial(analyses_page, "en"), partial(analyses_page, "zh")
