"""One document: what is known of it, and who opened it."""

from institutional_pages.delivery.models import Delivery
from institutional_pages.mailbox.models import Opening
from tests.web.reading.test_mailbox import words


def test_the_screen_tells_what_is_known_and_opens_nothing(desk, document, settlement):
    answer = desk.get(document)

    main, annex = settlement.files.all()
    for told in ("RMI_2025_annual-settlement_OCMW-Lier.pdf", "RMI_2025_annual-settlement_OCMW-Lier_annex-1.pdf", main.sha256, settlement.reference):
        assert told in answer.content.decode()
    assert "Nobody yet" in words(answer)
    assert annex.position == 1
    assert not Opening.objects.exists()


def test_a_page_asked_for_is_an_opening_and_says_who_was_first(desk, document):
    answer = desk.get(f"{document}?page=1")

    assert "You are the first. The ministry sees the date, not your name." in words(answer)
    assert "files/0/preview/1.png" in answer.content.decode()
    assert "Document 4.pdf" in words(answer)
    assert Opening.objects.get().how == "preview"


def test_the_reader_within_scope_sees_who_opened_it(desk, narrow_desk, page):
    forms = Delivery.objects.get(period="2026-10", kind__code="refused-forms")
    address = f"{page}documents/{forms.uuid}/"
    desk.get(f"{address}files/0/download")

    assert "An Peeters" in words(narrow_desk.get(address))
    assert "downloaded" in words(narrow_desk.get(address))


def test_a_page_that_is_not_there_says_to_open_the_pdf(desk, document):
    answer = desk.get(f"{document}?page=9")

    assert "This page cannot be shown here. Open the PDF instead." in words(answer)
    assert not Opening.objects.exists()


def test_a_file_that_is_not_there_does_not_exist(desk, document):
    assert desk.get(f"{document}?page=1&file=7").status_code == 404


def test_the_newer_and_the_older_document_are_linked(desk, page, folder, publishing, lier, settlement):
    folder.add(lier, kind="annual-settlement", period="2025", reference="corrected", replaces=settlement.reference)
    publishing(folder)
    new = Delivery.objects.get(reference="corrected")

    old_screen, new_screen = desk.get(f"{page}documents/{settlement.uuid}/"), desk.get(f"{page}documents/{new.uuid}/")

    assert "A newer document replaces this one." in words(old_screen)
    assert f"/documents/{new.uuid}/" in old_screen.content.decode()
    assert f"/documents/{settlement.uuid}/" in new_screen.content.decode()


def test_a_withdrawn_document_shows_its_trace_and_no_way_in(desk, document, settlement):
    Delivery.objects.filter(pk=settlement.pk).update(withdrawn_at=settlement.published_at)

    answer = desk.get(f"{document}?page=1")

    assert "This document was withdrawn by the ministry." in words(answer)
    assert "/open" not in answer.content.decode()
    assert not Opening.objects.exists()


def test_htmx_gets_the_preview_alone(desk, document):
    assert desk.get(f"{document}?page=1", headers={"hx-request": "true"}).content.decode().strip().startswith('<section id="preview"')


def test_title_and_text_are_escaped(desk, document, settlement):
    Delivery.objects.filter(pk=settlement.pk).update(subject="<script>alert(1)</script>", your_reference="<b>x</b>")

    text = desk.get(f"{document}?page=1").content.decode()

    assert "<script>alert" not in text
    assert "<b>x</b>" not in text
