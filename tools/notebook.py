"""docs/notebook.ipynb, executed: `python -m tools.notebook` runs it afresh and keeps what it tells.

It runs where `tenure demo` has made the companies. Only those files of Orrendale are loaded that the notebook's numbers come
from: the others hold use and service, take most of the time, and change none of these numbers.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from tenure.book import open_book
from tenure.cli.importing import settings_of
from tenure.demo import COMPANIES
from tenure.facts.importers.plans import plan
from tenure.facts.importers.storing import run
from tenure.workspace import make_workspace

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
COMPANY = COMPANIES["orrendale"]
ASKED = ("policies", "customers", "customer_attrs", "contracts", "contract_prices", "contract_notices", "fx_rates")
PATIENCE = 600  # seconds a cell may take


def read(path: Path = NOTEBOOK) -> Any:
    """The notebook as it is stored."""
    return nbformat.read(path, as_version=4)


def executed(notebook: Any, folder: Path) -> Any:
    """The notebook run afresh in a folder that holds the demo company."""
    fresh = nbformat.v4.new_notebook(cells=[_emptied(cell) for cell in notebook.cells], metadata=notebook.metadata)
    client = NotebookClient(
        fresh, timeout=PATIENCE, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    source = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    client.execute(env={**os.environ, "PYTHONPATH": source, "LC_ALL": "en_US.UTF-8", "TZ": "UTC"})
    for cell in fresh.cells:
        cell.metadata.pop("execution", None)  # when it ran
        for out in cell.get("outputs", []):
            _without_address(out)
    return fresh


def _without_address(out: Any) -> None:
    """A chart names the address of its grammar, which nobody needs to draw it: nothing here points outside."""
    for content in out.get("data", {}).values():
        if isinstance(content, dict):
            content.pop("$schema", None)


def _emptied(cell: Any) -> Any:
    made = nbformat.from_dict(cell)
    if made.cell_type == "code":
        made.outputs, made.execution_count = [], None
    return made


def make_company(folder: Path) -> None:
    """The workspace `demo/orrendale` in a folder, of the files that the notebook asks."""
    place = folder / "demo" / COMPANY.slug
    make_workspace(place, COMPANY.en, COMPANY.zone, COMPANY.currency, "US")
    book = open_book(place)
    with tempfile.TemporaryDirectory(prefix="tenure-notebook-") as scratch:
        COMPANY.write(Path(scratch))
        for path in Path(scratch).iterdir():
            if path.stem not in ASKED:
                path.unlink()
        for one in plan([Path(scratch)], settings_of(book)):
            run(one, book.lake, datetime.now(UTC))


def told(notebook: Any) -> list[str]:
    """What the cells tell, a text each: streams, results as text and as HTML, specifications of charts."""
    return [text for cell in notebook.cells if cell.cell_type == "code" for out in cell.outputs for text in _texts(out)]


def _texts(out: Any) -> Iterator[str]:
    if out.output_type == "stream":
        yield out.text
    elif out.output_type == "error":
        yield f"{out.ename}: {out.evalue}"
    else:
        for kind, content in sorted(out.data.items()):
            yield content if isinstance(content, str) else f"{kind} {json.dumps(content, sort_keys=True)}"


def main() -> None:
    """Run it and keep it."""
    with tempfile.TemporaryDirectory(prefix="tenure-notebook-") as folder:
        make_company(Path(folder))
        nbformat.write(executed(read(), Path(folder)), NOTEBOOK)
    sys.stdout.write("Wrote docs/notebook.ipynb.\n")


if __name__ == "__main__":
    main()
