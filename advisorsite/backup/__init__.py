"""Backups: everything on record in one sealed file, and the way back from it.

A backup is a tar archive, sealed by GnuPG with a passphrase: the database as its own tools write
it, every private file, and last a manifest with the hash of each. So it can be opened without
this code too (`gpg --decrypt FILE | tar -x`). Keys are not in it: without SECRET_KEY nothing in
the audit log can be verified, and without SECOND_FACTOR_KEYS nobody can sign in.
"""

from __future__ import annotations


class BackupError(Exception):
    """Why there is no backup, or no way back from one; its text is for the operator."""
