"""Mails leave through TLS or not at all, to a server whose certificate vouches for its name."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from clients.mail.outbox import queue_mail
from clients.models import Mail
from tests.cast import Story
from tests.clients.mail.certificates import HERE, make_certificate, server_context
from tests.clients.mail.test_smtp import Sink, tried, use_server

WAYS = ["ssl", "starttls"]


@pytest.fixture
def mail(story: Story) -> Mail:
    return queue_mail(
        kind=Mail.Kind.NOTICE,
        to="pat@cast.example",
        subject="A notice",
        text="Something changed.",
        firm=story.firm,
        good_for=timedelta(hours=1),
    )


@contextmanager
def server(settings: Any, certificate: Path | None, way: str) -> Iterator[Sink]:
    """A mail server that takes mails over TLS only, or without a certificate knows none."""
    handler, options = Sink(), dict[str, Any]()
    if certificate and way == "ssl":
        options = {"ssl_context": server_context(certificate), "auth_require_tls": False}
    elif certificate:
        options = {"tls_context": server_context(certificate), "require_starttls": True}
    with socket.socket() as free:
        free.bind((HERE, 0))
        port = free.getsockname()[1]
    controller = Controller(
        handler,
        hostname=HERE,
        port=port,
        authenticator=lambda _server, _session, _envelope, _mechanism, said: AuthResult(
            success=said == LoginPassword(b"site", b"secret"), handled=False
        ),
        **options,
    )
    controller.start()
    use_server(settings, port)
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = way == "ssl", way == "starttls"
    yield handler
    controller.stop()


@pytest.mark.parametrize("way", WAYS)
def test_a_server_with_a_certificate_of_its_name_takes_it(
    settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mail: Mail, way: str
) -> None:
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "site", "secret"
    with server(settings, certificate, way) as sink:
        assert tried(mail) == (Mail.State.SENT, "")
    assert [message["Subject"] for message in sink.taken] == ["A notice"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2"])
def test_nothing_leaves_to_a_server_nobody_vouches_for(
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    mail: Mail,
    way: str,
    address: str,
) -> None:
    certificate = make_certificate(tmp_path, address=address)
    if address != HERE:  # it is trusted, and is somebody else's
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with server(settings, certificate, way) as sink:
        assert tried(mail) == (Mail.State.PENDING, "The mail server cannot be reached.")
    assert sink.taken == []


@pytest.mark.parametrize("way", WAYS)
def test_nothing_leaves_in_the_open_where_tls_is_asked_for(
    settings: Any, mail: Mail, way: str
) -> None:
    settings.EMAIL_TIMEOUT = 1
    with server(settings, None, way) as sink:
        assert tried(mail)[0] == Mail.State.PENDING
    assert sink.taken == []


def test_a_wrong_sign_in_of_the_site_is_said(
    settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mail: Mail
) -> None:
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "site", "wrong"
    with server(settings, certificate, "starttls") as sink:
        sentence = "The mail server does not accept the site’s own sign-in."
        assert tried(mail) == (Mail.State.PENDING, sentence)
    assert sink.taken == []
