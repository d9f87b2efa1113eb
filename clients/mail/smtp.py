"""SMTP, step by step, so that it is always known whether the last byte has left.

Django's backend raises the same error for a connection that broke before the mail was sent and
for one that broke after; only the second leaves a doubt.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from contextlib import suppress
from threading import Timer

from django.conf import settings
from django.core.mail.message import sanitize_address
from django.core.mail.utils import DNS_NAME
from django.utils.translation import gettext as _

from clients.mail.points import Point, reached
from clients.mail.transports import Answer, NoAnswerError, NotTakenError, Outgoing

LONGEST_TALK = 45.0  # seconds, also with a server that says a byte now and then
MOST_MAILS = 50  # over one connection
CRLF, DOT = b"\r\n", b"."
LINE_END = re.compile(rb"\r\n|\r|\n")
HINT = re.compile(r"\b(\d{1,5}) ?(s|sec|seconds?|m|min|minutes?)\b")


class Smtp:
    """Talks with the mail server, a talk a mail, over one connection as long as all goes well."""

    client: smtplib.SMTP  # from the first mail on

    def __init__(self) -> None:
        self.is_open = False
        self.mails = 0  # that went over this connection
        self.may_stay = self.is_amid_mail = False
        self.watch: Timer | None = None

    def begin(self, recipient: str) -> None:
        """Go on to the server's 354: it has taken the recipient and waits for the mail."""
        self.ends_at = time.monotonic() + LONGEST_TALK
        self.watch = Timer(LONGEST_TALK, self._hang_up)
        self.watch.daemon = True
        self.watch.start()
        try:
            if not self._is_still_there():
                self._connect()
            self.may_stay = False
            reached(Point.CONNECTED)
            self._envelope(recipient)
        except smtplib.SMTPAuthenticationError as error:
            sentence = _("The mail server does not accept the site’s own sign-in.")
            raise NotTakenError(sentence, code=str(error.smtp_code)) from error
        except (smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
            sentence = _("The mail server takes nothing just now.")
            raise NotTakenError(sentence, code=str(error.smtp_code)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise _unreachable(error) from error

    def finish(self, mail: Outgoing) -> Answer:
        """Send the mail and its final dot, and return what the server answers to it."""
        try:
            self.client.send(stuffed(mail.as_bytes))
        except (smtplib.SMTPException, OSError) as error:  # no final dot: it cannot be taken
            raise _unreachable(error) from error
        reached(Point.BEFORE_FINAL_DOT)
        if (
            time.monotonic() > self.ends_at
        ):  # a machine that slept: another may have the mail by now
            raise _unreachable(TimeoutError())
        try:
            self.client.send(DOT + CRLF)
            reached(Point.AFTER_FINAL_DOT)
            code, text = self.client.getreply()
        except (smtplib.SMTPException, OSError) as error:
            raise NoAnswerError(type(error).__name__) from error
        self.is_amid_mail = False
        if not 200 <= code < 600:
            raise NoAnswerError(str(code))
        if not 200 <= code < 300:
            raise _refusal(code, text)
        self.mails += 1
        self.may_stay = self.mails < MOST_MAILS
        return Answer(str(code), without_addresses(text))

    def end(self) -> None:
        """Keep the connection for the next mail only where this one went well."""
        if not self.may_stay:
            self.close()
        if self.watch is not None:
            self.watch.cancel()

    def close(self) -> None:
        if self.is_open:
            self.is_open = self.may_stay = False
            if not self.is_amid_mail:  # there a good-bye would be taken for a line of it
                with suppress(smtplib.SMTPException, OSError):
                    self.client.quit()
            self.client.close()

    def _is_still_there(self) -> bool:
        """Say whether the connection of the last mail serves this one too.

        A server may hang up between two mails whenever it likes; that says nothing of the next.
        """
        with suppress(smtplib.SMTPException, OSError):
            if self.is_open and self.client.rset()[0] == 250:
                return True
        self.close()
        return False

    def _connect(self) -> None:
        host = settings.EMAIL_HOST
        self.client = client = _client()
        self.is_open, self.is_amid_mail, self.mails = True, False, 0
        client._host = host  # type: ignore[attr-defined]  # the name TLS is to vouch for
        code, text = client.connect(host, settings.EMAIL_PORT)
        if code != 220:
            raise _refusal(code, text, is_about_mail=False)
        # The final dot is a write of its own: it must not wait for what came before to be noted.
        if client.sock is not None:
            client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            client.starttls(context=ssl.create_default_context())
            client.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER and settings.EMAIL_HOST_PASSWORD:
            client.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)

    def _envelope(self, recipient: str) -> None:
        """Name the sender and the recipients; the journal, where there is one, is one of them.

        A mail without its copy in the journal is not sent: the journal is the record, and the
        proof that it was taken.
        """
        client = self.client
        code, text = client.mail(_bare(settings.DEFAULT_FROM_EMAIL))
        if code != 250:
            raise _refusal(code, text)
        for address in filter(None, (recipient, settings.MAIL_JOURNAL)):
            code, text = client.rcpt(_bare(address))
            if code not in (250, 251):
                raise _refusal(code, text, is_about_mail=address == recipient)
        reached(Point.RECIPIENT_TAKEN)
        code, text = client.docmd("DATA")
        if code != 354:
            raise _refusal(code, text)
        self.is_amid_mail = True
        reached(Point.READY_FOR_DATA)

    def _hang_up(self) -> None:
        """End a talk that takes too long; whoever waits for a byte is told that none comes."""
        if self.is_open and self.client.sock is not None:
            with suppress(OSError):
                self.client.sock.shutdown(socket.SHUT_RDWR)


def _client() -> smtplib.SMTP:
    ours, patience = DNS_NAME.get_fqdn(), settings.EMAIL_TIMEOUT
    if settings.EMAIL_USE_SSL:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(local_hostname=ours, timeout=patience, context=context)
    return smtplib.SMTP(local_hostname=ours, timeout=patience)


def stuffed(mail: bytes) -> bytes:
    """Return a mail as it travels: CRLF ends lines, and no line is a dot. RFC 5321, 4.5.2."""
    lines = LINE_END.sub(CRLF, mail).removesuffix(CRLF).split(CRLF)
    return CRLF.join(DOT + line if line.startswith(DOT) else line for line in lines) + CRLF


def without_addresses(text: bytes) -> str:
    """Return what a server said, with nothing in it that could name somebody."""
    words = text.decode("ascii", "replace").split()
    return " ".join("…" if "@" in word else word for word in words)[:200]


def _bare(address: str) -> str:
    """Return the address alone, as it may stand in a command. Raises: ValueError."""
    bare = sanitize_address(address, "utf-8")
    return bare[bare.find("<") + 1 :].rstrip(">") if "<" in bare else bare


def _unreachable(error: Exception) -> NotTakenError:
    sentence = _("The mail server cannot be reached.")
    return NotTakenError(sentence, code=type(error).__name__)


def _refusal(code: int, text: bytes, *, is_about_mail: bool = True) -> NotTakenError:
    """Tell a refusal for good from one for now; some servers say 5xx and mean now."""
    if code >= 500 and is_about_mail and str(code) not in settings.MAIL_TRANSIENT_CODES:
        sentence = _("The mail server refused it (%(code)d); look at the address.")
        return NotTakenError(sentence % {"code": code}, code=str(code), is_final=True)
    sentence = _("The mail server asks to try again later (%(code)d).")
    return NotTakenError(sentence % {"code": code}, code=str(code), wait=_hinted(text))


def _hinted(text: bytes) -> float:
    """Return how many seconds the server asks to be left alone, where it says so."""
    hint = HINT.search(text.decode("ascii", "replace").casefold())
    if hint is None:
        return 0.0
    return float(hint[1]) * (60 if hint[2].startswith("m") else 1)
