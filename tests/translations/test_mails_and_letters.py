"""What is sent to a client is in the client's language; what the firm is told stays English."""

from __future__ import annotations

from io import BytesIO

import pikepdf
from django.utils import translation

from clients.languages import language_of_address
from clients.models import Person
from planning.models import ClientLetter
from planning.reminders.client_mails import told_of_letter
from planning.reports.binding import Bound, bind_pdf
from planning.services.client_letters import build_client_letter
from tests.cast import Story
from tests.planning.letters import ask_letter

OWN = {"letter": "Read {firm}.", "letter_es": "Lea {firm}."}


def test_a_client_is_told_in_their_language_and_in_the_firms_own_words(story: Story) -> None:
    ours = told_of_letter(story.firm, {}, "es")
    assert ours.subject == "Alder Advisors: tiene un documento por leer en su portal"
    assert "Inicie sesión para leerlo" in ours.text
    assert "Lea Alder Advisors." in told_of_letter(story.firm, OWN, "es").text
    assert "Read Alder Advisors." in told_of_letter(story.firm, OWN, "en").text


def test_a_mail_to_a_client_follows_who_they_are(story: Story) -> None:
    client = story.users["portal_client"]
    grant = client.portal_grants.get()
    grant.person = story.person
    grant.save(update_fields=["person"])
    Person.objects.filter(pk=story.person.pk).update(language="es")
    assert language_of_address(client.email) == "es"
    assert language_of_address(story.users["advisor"].email) == "en"
    assert language_of_address("nobody@cast.example") == "en"


def test_a_letter_is_asked_for_in_the_language_of_its_reader(story: Story) -> None:
    story.person.language = "es"
    story.person.save(update_fields=["language"])
    assert ask_letter(story).language == "es"


def test_why_a_letter_is_not_made_is_told_to_the_firm_in_english(story: Story) -> None:
    story.person.language = "es"
    story.person.save(update_fields=["language"])
    letter = ask_letter(story)
    type(story.household).objects.filter(pk=story.household.pk).update(
        archived_at=story.household.created_at
    )
    build_client_letter(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.error) == (
        ClientLetter.State.FAILED,
        "The household is archived.",
    )
    assert translation.get_language() == "en"


def test_each_letter_of_a_bound_file_says_its_language() -> None:
    def letter(language: str) -> bytes:
        out = BytesIO()
        with pikepdf.new() as pdf:
            page = pdf.add_blank_page()
            page.obj.StructParents = 0
            root = pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot)
            part = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Document))
            root.K = pikepdf.Array([part])
            root.ParentTree = pikepdf.Dictionary(Nums=pikepdf.Array([0, pikepdf.Array([part])]))
            pdf.Root.StructTreeRoot = pdf.make_indirect(root)
            pdf.Root.Lang = language
            pdf.save(out)
        return out.getvalue()

    letters = (Bound(title=one, person=one, year=2026, pdf=letter(one)) for one in ("en", "es"))
    with bind_pdf(letters, title="Letters", language="en") as bound:
        bound.seek(0)
        with pikepdf.open(BytesIO(bound.read())) as pdf:
            spoken = [str(part.Lang) for part in pdf.Root.StructTreeRoot.K.K]
    assert spoken == ["en", "es"]
