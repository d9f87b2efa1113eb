"""In which languages is a client spoken to?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """A language with a catalogue: those the settings offer, and no other."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")
