"""The journal mailbox is asked over TLS; where it cannot answer, nothing follows from that."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest

from clients.mail.proof import ProofError, was_taken
from tests.clients.mail.certificates import HERE, make_certificate, server_context

MESSAGE_ID = "<0123.1@localhost>"


class Journal:
    """An IMAP server of one talk: what it says to each command, and what it was asked."""

    def __init__(self, certificate: Path) -> None:
        self.asked: list[str] = []
        self.says: dict[str, str] = {
            "SEARCH": "* SEARCH 7\r\n{tag} OK found",
            "LOGIN": "{tag} OK in",
            "EXAMINE": "* 9 EXISTS\r\n{tag} OK [READ-ONLY] open",
            "CAPABILITY": "* CAPABILITY IMAP4rev1\r\n{tag} OK known",
            "LOGOUT": "* BYE\r\n{tag} OK out",
        }
        self.context = server_context(certificate)
        self.listening = socket.create_server((HERE, 0))
        self.port = self.listening.getsockname()[1]
        self.thread = Thread(target=self._talk, daemon=True)
        self.thread.start()

    def _talk(self) -> None:
        try:
            plain, _peer = self.listening.accept()
            with plain, self.context.wrap_socket(plain, server_side=True) as talk:
                talk.sendall(b"* OK ready\r\n")
                for line in talk.makefile("rb"):
                    tag, command, *rest = line.decode().split()
                    self.asked.append(" ".join([command, *rest]))
                    answer = self.says.get(command, "")
                    talk.sendall(f"{answer}\r\n".format(tag=tag).encode() if answer else b"")
        except OSError:  # whoever asked does not trust the certificate, or has gone
            return

    def close(self) -> None:
        self.listening.close()
        self.thread.join(timeout=5)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return make_certificate(tmp_path)


@pytest.fixture
def journal(settings: Any, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journal]:
    journal = Journal(certificate)
    user, password = quote("site@firm.example", safe=""), quote("a:b/c", safe="")
    settings.MAIL_PROOF = f"imaps://{user}:{password}@{HERE}:{journal.port}/All%20mail"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    yield journal
    journal.close()


def test_a_mail_that_was_taken_is_found(journal: Journal) -> None:
    assert was_taken(MESSAGE_ID)
    assert journal.asked[1:4] == [
        'LOGIN site@firm.example "a:b/c"',
        'EXAMINE "All mail"',
        f'SEARCH HEADER Message-ID "{MESSAGE_ID}"',
    ]


def test_a_mail_that_was_not_taken_is_not_found(journal: Journal) -> None:
    journal.says["SEARCH"] = "* SEARCH\r\n{tag} OK nothing"
    assert not was_taken(MESSAGE_ID)


@pytest.mark.parametrize("command", ["LOGIN", "EXAMINE", "SEARCH"])
@pytest.mark.parametrize("answer", ["{tag} NO not now", "{tag} BAD what", "* BYE away"])
def test_a_refusal_proves_nothing(
    journal: Journal, settings: Any, command: str, answer: str
) -> None:
    settings.EMAIL_TIMEOUT = 1
    journal.says[command] = answer
    with pytest.raises(ProofError):
        was_taken(MESSAGE_ID)


def test_a_silent_journal_proves_nothing(journal: Journal, settings: Any) -> None:
    settings.EMAIL_TIMEOUT = 0.2
    journal.says["SEARCH"] = ""
    with pytest.raises(ProofError, match="TimeoutError"):
        was_taken(MESSAGE_ID)


def test_a_journal_nobody_vouches_for_is_not_told_the_password(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(ProofError, match="SSLCertVerificationError"):
        was_taken(MESSAGE_ID)
    assert journal.asked == []


def test_no_journal_at_all_proves_nothing(settings: Any) -> None:
    with socket.create_server((HERE, 0)) as free:
        port = free.getsockname()[1]
    settings.MAIL_PROOF = f"imaps://site:secret@{HERE}:{port}/"
    with pytest.raises(ProofError):
        was_taken(MESSAGE_ID)
