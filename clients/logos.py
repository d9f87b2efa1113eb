"""A firm's picture: taken by what it is, not by what it is called, and drawn anew."""

from __future__ import annotations

import uuid
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST = 500_000  # bytes
MOST_PIXELS = 4_000_000
KINDS = ("PNG", "JPEG")
LARGEST_SIDES = (800, 320)  # twice what the head of a letter shows


def drawn_anew(upload: UploadedFile[bytes]) -> ContentFile[bytes]:
    """Return a picture as a small PNG of its pixels alone: nothing hidden in the file stays.

    Raises: ValidationError.
    """
    if upload.size is None or upload.size > LARGEST:
        raise ValidationError(_("Use a picture of up to 500 kB."))
    try:
        with Image.open(upload, formats=KINDS) as found:
            width, height = found.size
            if width * height > MOST_PIXELS:
                raise ValidationError(_("Use a picture of up to 2,000 by 2,000 pixels."))
            picture = ImageOps.exif_transpose(found).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(_("Use a PNG or a JPEG; this is neither.")) from error
    picture.thumbnail(LARGEST_SIDES)
    drawn = BytesIO()
    picture.save(drawn, "PNG", optimize=True)
    return ContentFile(drawn.getvalue(), name=f"logos/{uuid.uuid4()}.png")
