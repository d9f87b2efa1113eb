"""The settings of a firm."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from clients.models import AuditAct, AuditEvent, Custodian, Firm, Holiday, color
from clients.models.color import contrast
from tests.cast import Story, sign_in

FIRM = reverse("clients:firm")
FORM = {
    "name": "Alder Advisors",
    "time_zone": "America/Chicago",
    "color": "#123456",
    "dark_color": "#7fd0ba",
    "disclosures": "Demo disclosures.",
    "mails_may_name_clients": "on",
}


def read() -> dict[str, Any]:
    """Return the form of the firm as it is opened now."""
    return FORM | {"revision": Firm.objects.get(name="Alder Advisors").revision}


def picture(kind: str = "PNG", size: tuple[int, int] = (20, 10), name: str = "a.png") -> Any:
    content = BytesIO()
    Image.new("RGB", size).save(content, kind)
    return SimpleUploadedFile(name, content.getvalue())


def test_an_owner_changes_the_settings(story: Story, owner: Client) -> None:
    assert owner.post(FIRM, read())["Location"] == FIRM
    firm = Firm.objects.get(pk=story.firm.pk)
    assert (firm.time_zone, firm.color, firm.mails_may_name_clients) == (
        "America/Chicago",
        "#123456",
        True,
    )
    event = AuditEvent.objects.filter(act=AuditAct.CHANGED, firm=story.firm).latest("pk")
    assert event.detail == {
        "fields": ["color", "disclosures", "mails_may_name_clients", "time_zone"]
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Olympus"),
        ("color", "red"),
        ("color", "#7fd0ba"),
        ("dark_color", "#0b5c4b"),
        ("name", ""),
        ("name", "x" * 151),
    ],
)
def test_a_wrong_setting_is_refused_beside_its_field(
    story: Story, owner: Client, field: str, value: str
) -> None:
    page = owner.post(FIRM, read() | {field: value})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {field}
    assert Firm.objects.get(pk=story.firm.pk).time_zone == "America/New_York"


def test_a_logo_is_kept_and_served_to_the_firm_only(
    story: Story, owner: Client, advisor: Client, stranger: Client, nobody: Client
) -> None:
    assert advisor.get(reverse("clients:logo")).status_code == 404
    assert owner.post(FIRM, read() | {"logo": picture()})["Location"] == FIRM
    answer = advisor.get(reverse("clients:logo"))
    assert answer["Content-Type"] == "image/png"
    assert b"".join(answer).startswith(b"\x89PNG")
    assert stranger.get(reverse("clients:logo")).status_code == 404
    assert nobody.get(reverse("clients:logo")).status_code == 302


def test_the_contrast_of_a_color_is_told_with_what_to_do(owner: Client) -> None:
    errors = owner.post(FIRM, read() | {"color": "#7fd0ba"}).context["form"].errors
    (sentence,) = errors["color"]
    assert sentence == (
        "Text in this color is hard to read on light pages: the contrast is 1.6 to 1, and "
        "4.5 to 1 is needed. Take a darker one."
    )


def test_contrast_is_the_standards() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#0b5c4b", "#0b5c4b") == 1


def test_the_grounds_are_those_of_the_pages() -> None:
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text(encoding="utf-8")
    light, dark = tokens.split('[data-bs-theme="dark"]')[:2]
    assert f"--paper: {color.LIGHT};" in light
    assert f"--surface: {color.DARK};" in dark


def test_a_logo_is_drawn_anew_and_small(story: Story, owner: Client) -> None:
    hiding = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", (1600, 400), "teal").save(hiding, "JPEG", exif=exif)
    hiding.write(b"<script>alert(1)</script>")
    owner.post(FIRM, read() | {"logo": SimpleUploadedFile("a.jpg", hiding.getvalue())})
    kept = Firm.objects.get(pk=story.firm.pk).logo
    with kept.open() as file:
        content = file.read()
    with Image.open(BytesIO(content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (800, 200))
    assert b"script" not in content
    assert b"home" not in content


@pytest.mark.parametrize(
    "logo",
    [
        picture("GIF"),
        SimpleUploadedFile("a.png", b"<svg onload=alert(1)>"),
        SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 100),
        SimpleUploadedFile("a.png", b"0" * 500_001),
        picture(size=(3000, 2000)),
    ],
    ids=["gif", "svg", "damaged", "large", "many pixels"],
)
def test_what_is_no_small_picture_is_no_logo(owner: Client, logo: Any) -> None:
    logo.seek(0)
    assert "logo" in owner.post(FIRM, read() | {"logo": logo}).context["form"].errors


def test_custodians_have_a_cut_off_date(story: Story, owner: Client) -> None:
    new = reverse("clients:new_custodian")
    form = {"name": "Demo Custody", "cutoff_month": "12", "cutoff_day": "10"}
    assert owner.post(new, form)["Location"] == FIRM
    row = Custodian.objects.get(firm=story.firm)
    change = reverse("clients:custodian", args=[row.pk])
    assert owner.post(change, form | {"cutoff_day": "5", "revision": "1"})["Location"] == FIRM
    row.refresh_from_db()
    assert row.cutoff_day == 5
    assert owner.post(new, form | {"name": "DEMO custody"}).status_code == 422
    impossible = owner.post(new, {"name": "B", "cutoff_month": "2", "cutoff_day": "30"})
    assert "cutoff_day" in impossible.context["form"].errors
    assert Custodian.objects.count() == 1


def test_a_logo_is_removed_unless_another_comes_with_it(story: Story, owner: Client) -> None:
    assert "remove_logo" not in owner.get(FIRM).context["form"].fields
    owner.post(FIRM, read() | {"logo": picture()})
    owner.post(FIRM, read() | {"logo": picture(size=(30, 10)), "remove_logo": "on"})
    assert b"".join(owner.get(reverse("clients:logo"))).startswith(b"\x89PNG")
    assert owner.post(FIRM, read() | {"remove_logo": "on"})["Location"] == FIRM
    assert owner.get(reverse("clients:logo")).status_code == 404
    assert b"<img class" not in owner.get(FIRM).content
    event = AuditEvent.objects.filter(act=AuditAct.CHANGED, firm=story.firm).latest("pk")
    assert event.detail == {"fields": ["remove_logo"]}


def test_holidays_come_and_go(story: Story, owner: Client) -> None:
    new = reverse("clients:new_holiday")
    form = {"on": "2026-12-24", "name": "Christmas Eve"}
    assert owner.post(new, form)["Location"] == FIRM
    assert owner.post(new, form).status_code == 422
    (row,) = Holiday.objects.filter(firm=story.firm)
    assert owner.post(reverse("clients:remove_holiday", args=[row.pk]))["Location"] == FIRM
    assert not Holiday.objects.exists()


def test_others_read_the_settings_and_change_none(
    story: Story, advisor: Client, compliance: Client, portal_client: Client
) -> None:
    for client in (advisor, compliance):
        assert client.get(FIRM).status_code == 200
        assert client.post(FIRM, FORM).status_code == 403
    assert portal_client.get(FIRM).status_code == 403
    assert Firm.objects.get(pk=story.firm.pk).time_zone == "America/New_York"


def test_of_two_owners_who_change_the_settings_at_once_the_second_is_told(
    story: Story, owner: Client
) -> None:
    opened = owner.get(FIRM).context["form"]["revision"].value()
    other = sign_in(story.users["password_only"])
    assert other.post(FIRM, read() | {"disclosures": "Ours."}).status_code == 302
    late = FORM | {"revision": opened, "disclosures": "Mine."}
    refused = owner.post(FIRM, late)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "was changed by Password only on" in page
    assert "Mine." in page  # nothing that was typed is lost
    assert owner.post(FIRM, FORM | {"disclosures": "Unread."}).status_code == 422
    assert Firm.objects.get(pk=story.firm.pk).disclosures == "Ours."


def test_of_two_owners_who_change_a_cut_off_the_second_is_told(story: Story, owner: Client) -> None:
    row = Custodian.objects.create(firm=story.firm, name="Custody")
    change = reverse("clients:custodian", args=[row.pk])
    form = {"name": "Custody", "cutoff_month": "12", "revision": "1"}
    assert owner.post(change, form | {"cutoff_day": "5"}).status_code == 302
    refused = owner.post(change, form | {"cutoff_day": "9"})
    assert (refused.status_code, "after you opened it" in refused.content.decode()) == (422, True)
    row.refresh_from_db()
    assert (row.cutoff_day, row.revision) == (5, 2)
