"""Handing a mail to the mail server: taken, refused, or to be tried again?"""

from __future__ import annotations

from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _


class MailNotTakenError(Exception):
    """Why a mail was not taken, in words for the firm; never the server's, which hold addresses."""

    def __init__(self, sentence: str, *, is_final: bool = False) -> None:
        super().__init__(sentence)
        self.is_final = is_final


def hand_over(message: EmailMessage) -> None:
    """Return once the server has taken the mail. Raises: MailNotTakenError."""
    try:
        message.send()
    except SMTPAuthenticationError as error:
        sentence = _("The mail server does not accept the site’s own sign-in.")
        raise MailNotTakenError(sentence) from error
    except (SMTPConnectError, SMTPHeloError) as error:
        raise MailNotTakenError(_("The mail server takes nothing just now.")) from error
    except SMTPRecipientsRefused as error:
        raise _refusal(*(code for code, _text in error.recipients.values())) from error
    except SMTPResponseException as error:
        raise _refusal(error.smtp_code) from error
    except (SMTPException, OSError) as error:
        raise MailNotTakenError(_("The mail server cannot be reached.")) from error


def _refusal(code: int) -> MailNotTakenError:
    if code >= 500:
        sentence = _("The mail server refused it (%(code)d); look at the address.")
        return MailNotTakenError(sentence % {"code": code}, is_final=True)
    sentence = _("The mail server asks to try again later (%(code)d).")
    return MailNotTakenError(sentence % {"code": code})
