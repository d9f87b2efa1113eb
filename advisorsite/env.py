"""Where a setting is read from: NAME in the environment, or the file that NAME_FILE names."""

from __future__ import annotations

from typing import Any

import environ
from environ.fileaware_mapping import FileAwareMapping


class Variables(FileAwareMapping):
    """The environment, where an empty value counts as none.

    Secret stores and editors end a file with a line end, which is no part of the secret.
    """

    def __getitem__(self, key: str) -> str:
        value: str = super().__getitem__(key).strip()
        if not value:
            raise KeyError(key)
        return value


class Env(environ.Env):
    """Typed reading of the environment."""

    ENVIRON = Variables()

    @classmethod
    def email_url_config(cls, url: Any, backend: Any = None) -> Any:
        """Read where mails go; a folder is named by its whole path, as filemail:///var/mails."""
        found = super().email_url_config(url, backend)
        if folder := found.get("EMAIL_FILE_PATH"):
            found["EMAIL_FILE_PATH"] = "/" + folder.lstrip("/")
        return found
