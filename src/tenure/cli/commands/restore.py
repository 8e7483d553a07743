"""tenure restore."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.faces import LANG, csv_option, done, form_of, json_option, now
from tenure.cli.passphrases import passphrase_of
from tenure.words import Language, say

NAME = "restore"
HELP = "Bring a server back from a backup into an empty folder; who was erased since is erased again."
EXAMPLES = (
    "tenure restore backups/tenure-20250101-033000.tenure-backup companies",
    "tenure restore old.tenure-backup companies --ledger /mnt/backups",
)


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def restore(
        file: Path = typer.Argument(..., help=say("The backup.", lang)),
        folder: Path = typer.Argument(..., help=say("The folder to bring it into; empty, or not there.", lang)),
        ledger: Path | None = typer.Option(
            None, "--ledger", help=say("The folder with the list of erasures; that of the backup when not told.", lang)
        ),
        no_ledger: bool = typer.Option(
            False, "--no-ledger", help=say("There is no list: nobody was ever erased.", lang)
        ),
        key_file: Path | None = typer.Option(
            None,
            "--key-file",
            help=say("A file that holds the passphrase; else TENURE_BACKUP_PASSPHRASE, else you are asked.", lang),
        ),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        from tenure.backup import restore as bring_back
        from tenure.cli.heard import alone
        from tenure.desk.privacy.settling import settle

        if no_ledger:
            alone("--no-ledger", {"--no-ledger": no_ledger, "--ledger": ledger}, beside=())
        lists = None if no_ledger else (ledger or file.parent).resolve()
        made = bring_back(file, folder.resolve(), passphrase_of(key_file, lang), now(), lists, settle)
        lines = [
            say(
                "{folder} is as it was on {day}: {names}.",
                lang,
                folder=folder,
                day=made.made_at,
                names=list(made.companies),
            ),
            say("Facts erased again, of people erased since: {count}.", lang, count=f"{made.erased_again:,}"),
            say(
                "Everybody has to sign in again, and links handed out before are void. Look with: tenure doctor.", lang
            ),
        ]
        row = {"folder": str(folder), "made_at": made.made_at, "files": made.files, "erased_again": made.erased_again}
        return done(row, form_of(as_json, as_csv), *lines)

    return restore
