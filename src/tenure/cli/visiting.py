"""The demo in a browser: one sample company is there at once, the others follow while one looks at it."""

from __future__ import annotations

from pathlib import Path

from tenure.cli.browsing import opens, sits_here
from tenure.cli.demonstration import chosen, claim_folder, ready
from tenure.cli.faces import tell
from tenure.demo.loading import is_whole
from tenure.words import Language, say


def show_demo(folder: Path, only: str, port: int, browse: bool, lang: Language) -> int:
    """Serve the sample companies until stopped; a link on the terminal signs in once, which is opened where somebody sits there.

    Raises: Conflict where the folder, or a company's in it, holds what the demo did not make.
    """
    from tenure.desk.sampling import welcome
    from tenure.desk.serving import prepare, serve

    companies = chosen(only, lang)
    claim_folder(folder, companies)
    first = next((one for one in companies if is_whole(folder / one.slug)), companies[0])
    if not is_whole(folder / first.slug):
        tell(say("Making a sample company; this takes less than a minute.", lang))
    ready(first, folder, lang)
    prepare(folder, f"http://localhost:{port}")
    address = welcome(first.slug, [one.slug for one in companies if one is not first])

    def told() -> None:
        tell(say("This link signs you in. It works once; start the demo again for another one:", lang))
        tell(f"  {address}")
        if browse and sits_here() and opens(address):
            tell(say("It is being opened in your browser.", lang))
        tell(say("Everything stays on this machine. Stop with Ctrl-C.", lang))

    serve("127.0.0.1", port, told)
    return 0
