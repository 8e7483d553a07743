"""A whole server in one file, sealed with a passphrase; and back, every byte proven, before anything of it can be read."""

from tenure.backup.making import backup
from tenure.backup.restoring import Restored, restore

__all__ = ["Restored", "backup", "restore"]
