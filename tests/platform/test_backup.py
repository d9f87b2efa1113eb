"""A backup that is damaged, sealed otherwise, hostile or of another site touches nothing."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from advisorsite.backup import BackupError
from advisorsite.backup.manifest import Manifest
from advisorsite.backup.restoring import Unpacked, refuse_what_does_not_fit, unpack
from advisorsite.backup.taking import take_backup

PASSPHRASE = "tuning forks eat purple comets quietly"


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\nwhat else stands there does not count")
    return file


@pytest.fixture
def backup(db: None, tmp_path: Path, settings, passphrase: Path) -> Path:
    settings.PRIVATE_FILES_DIR = tmp_path / "private"
    (settings.PRIVATE_FILES_DIR / "documents").mkdir(parents=True)
    (settings.PRIVATE_FILES_DIR / "documents" / "one.pdf").write_bytes(b"%PDF" * 100_000)
    return take_backup(tmp_path / "backups", passphrase=passphrase)


@pytest.fixture
def laid_out(tmp_path: Path) -> Callable[..., Unpacked]:
    """Unpack a backup into a new folder."""

    def lay_out(source: Path, passphrase: Path | None = None) -> Unpacked:
        folder = tmp_path / f"laid-out-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        return unpack(source, folder, passphrase=passphrase)

    return lay_out


def archive(tmp_path: Path, members: dict[str, bytes], kind: bytes = tarfile.REGTYPE) -> Path:
    """Write a backup by hand, which nothing seals."""
    path = tmp_path / "handmade.tar"
    with tarfile.open(path, "w") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size, member.type, member.linkname = len(content), kind, "/etc/passwd"
            tar.addfile(member, io.BytesIO(content))
    return path


def refusal(unpacking: Callable[..., Unpacked], *arguments: object) -> str:
    with pytest.raises(BackupError) as refused:
        unpacking(*arguments)
    return str(refused.value)


def test_a_whole_backup_is_laid_out_as_it_was(backup: Path, passphrase: Path, laid_out) -> None:
    unpacked = laid_out(backup, passphrase)
    assert (unpacked.folder / "files/documents/one.pdf").read_bytes() == b"%PDF" * 100_000
    assert unpacked.warnings == []
    assert len(unpacked.manifest.members) == 2
    assert b"%PDF" not in backup.read_bytes()
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9, 0.9999])
def test_one_changed_bit_is_found(backup: Path, passphrase: Path, laid_out, place: float) -> None:
    content = bytearray(backup.read_bytes())
    content[int(len(content) * place)] ^= 1
    backup.write_bytes(content)
    assert "could not open" in refusal(laid_out, backup, passphrase)


def test_a_backup_cut_short_is_found(backup: Path, passphrase: Path, laid_out) -> None:
    content = backup.read_bytes()
    for length in (0, 10, len(content) // 2, len(content) - 1):
        backup.write_bytes(content[:length])
        assert "damaged" in refusal(laid_out, backup, passphrase)


def test_another_passphrase_opens_nothing(backup: Path, passphrase: Path, laid_out) -> None:
    assert "give --passphrase-file" in refusal(laid_out, backup)
    passphrase.write_text("another passphrase of some length")
    assert "another passphrase, or damaged" in refusal(laid_out, backup, passphrase)


def test_a_poor_passphrase_seals_nothing(db: None, tmp_path: Path, passphrase: Path) -> None:
    passphrase.write_text("short\nwhatever comes on the second line")
    with pytest.raises(BackupError, match="at least 20 characters"):
        take_backup(tmp_path / "backups", passphrase=passphrase)
    with pytest.raises(BackupError, match="There is no passphrase file"):
        take_backup(tmp_path / "backups", passphrase=tmp_path / "nothing")
    assert list((tmp_path / "backups").iterdir()) == []


@pytest.mark.parametrize(
    ("members", "kind", "why"),
    [
        ({"../../escaped": b"x"}, tarfile.REGTYPE, "it has '../../escaped'"),
        ({"/etc/escaped": b"x"}, tarfile.REGTYPE, "it has '/etc/escaped'"),
        ({"files/link": b""}, tarfile.SYMTYPE, "it has 'files/link'"),
        ({"files/link": b""}, tarfile.LNKTYPE, "it has 'files/link'"),
        ({"database.dump": b"x"}, tarfile.REGTYPE, "damaged or no backup"),
        ({"manifest.json": b"{"}, tarfile.REGTYPE, "damaged or no backup"),
        ({"manifest.json": b"{}"}, tarfile.REGTYPE, "This version reads"),
    ],
)
def test_what_is_no_backup_is_refused(
    tmp_path: Path, laid_out, members: dict[str, bytes], kind: bytes, why: str
) -> None:
    assert why in refusal(laid_out, archive(tmp_path, members, kind))
    assert not (tmp_path.parent / "escaped").exists()


def test_a_member_that_is_not_the_manifests_is_refused(
    backup: Path, passphrase: Path, tmp_path: Path, laid_out
) -> None:
    whole = laid_out(backup, passphrase)
    members = {
        str(path.relative_to(whole.folder)): path.read_bytes()
        for path in whole.folder.rglob("*")
        if path.is_file()
    }
    manifest = members.pop("manifest.json")
    for wrong in (
        members | {"files/documents/one.pdf": b"%PDF" * 99_999 + b"%PDf"},
        members | {"files/more.pdf": b"%PDF"},
        {name: content for name, content in members.items() if name.startswith("files/")},
    ):
        path = archive(tmp_path, wrong | {"manifest.json": manifest})
        assert "handmade.tar is damaged: " in refusal(laid_out, path)
    as_it_was = archive(tmp_path, members | {"manifest.json": manifest})
    assert json.loads(manifest)["members"] == laid_out(as_it_was).manifest.members


def test_a_backup_of_another_kind_or_a_newer_version_does_not_fit(db: None) -> None:
    ours = Manifest.of_this_site()
    newer = replace(ours, migrations=[*ours.migrations, "clients.9999_tomorrow"])
    other = replace(ours, database="oracle")
    for manifest, why in ((newer, "newer version"), (other, "The backup is of oracle")):
        with pytest.raises(BackupError, match=why):
            refuse_what_does_not_fit(Unpacked(manifest, Path()), replace=True)


def test_other_keys_are_warned_of_and_former_ones_are_not(
    backup: Path, passphrase: Path, settings, laid_out
) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-this-site-" * 3
    assert laid_out(backup, passphrase).warnings == []
    settings.SECRET_KEY_FALLBACKS = []
    (warning,) = laid_out(backup, passphrase).warnings
    assert "SECRET_KEY is not the one the backup was taken with" in warning
    assert settings.SECRET_KEY not in warning


def test_only_so_many_are_kept_and_nothing_else_is_touched(
    db: None, tmp_path: Path, settings
) -> None:
    settings.PRIVATE_FILES_DIR = tmp_path / "none"
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in ("advisorsite-20260101T000000Z.tar", "advisorsite-20260102T000000Z.tar.gpg"):
        (folder / name).touch()
    (folder / "advisorsite-notes.txt").touch()
    made = take_backup(folder, passphrase=None, keep=2)
    assert {path.name for path in folder.iterdir()} == {
        "advisorsite-20260102T000000Z.tar.gpg",
        "advisorsite-notes.txt",
        made.name,
    }
