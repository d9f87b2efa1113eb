"""Bring the catalogues up to what the pages say; with --check only tell what is missing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from advisorsite.translations.catalogue import compiled, read, write
from advisorsite.translations.extracting import Sentence, sentences

HEADER = Sentence(id="")


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        places = sentences()
        stale = []
        for language, name in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue
            folder = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES"
            written, binary = folder / "django.po", folder / "django.mo"
            before = written.read_text(encoding="utf-8")
            known = read(before)
            text = write(known[HEADER][0], places, known)
            said = {sentence: known[sentence] for sentence in places if sentence in known}
            content = compiled({HEADER: known[HEADER], **said})
            missing = [one.id for one in places if not all(said.get(one, ("",)))]
            self.stdout.write(f"{name}: {len(places) - len(missing)} of {len(places)} translated")
            for sentence in missing:
                self.stdout.write(f"  {sentence}")
            if check:
                is_same = before == text and binary.read_bytes() == content
                stale += [] if is_same and not missing else [language]
            else:
                written.write_text(text, encoding="utf-8")
                binary.write_bytes(content)
        if stale:
            raise CommandError("Run `manage.py translations`, and translate what it lists.")
