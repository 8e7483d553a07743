"""tenure backup."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.faces import LANG, csv_option, done, form_of, json_option, now
from tenure.cli.passphrases import passphrase_of
from tenure.words import Language, say

NAME = "backup"
HELP = "Write the whole server into one sealed file: companies, people, settings."
EXAMPLES = (
    "tenure backup --new-passphrase",
    "tenure backup companies --to /mnt/backups",
)


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def backup(
        folder: Path = typer.Argument(Path(), help=say("A workspace, or a folder of several.", lang)),
        to: Path | None = typer.Option(
            None, "--to", help=say("The folder to write into; backups in the server's own when not told.", lang)
        ),
        new_passphrase: bool = typer.Option(
            False, "--new-passphrase", help=say("Choose the passphrase that opens this backup and later ones.", lang)
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
        from tenure.backup import backup as make
        from tenure.backup.making import FOLDER, SEAL, keep_seal
        from tenure.backup.sealing import make_seal
        from tenure.desk.privacy.moving import desk_of

        place = folder.resolve()
        if new_passphrase or (key_file and not (place / SEAL).exists()):
            keep_seal(place, make_seal(passphrase_of(key_file, lang, twice=True)))
        file = make(place, (to or place / FOLDER).resolve(), now(), desk_of(place))
        size = file.stat().st_size
        lines = [
            say("Wrote {file}.", lang, file=file),
            say("Keep the passphrase elsewhere: without it nobody can open the backup, nor can we.", lang),
        ]
        return done({"file": str(file), "bytes": size}, form_of(as_json, as_csv), *lines)

    return backup
