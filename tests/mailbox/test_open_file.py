"""Reading a document is something that happens."""

import pytest

from institutional_pages.access.errors import NotAReader
from institutional_pages.audit.models import Event
from institutional_pages.audit.origin import Origin, acting_from
from institutional_pages.delivery.models import Delivery
from institutional_pages.mailbox import queries, reading
from institutional_pages.mailbox.actions import open_file, report_damage
from institutional_pages.mailbox.errors import FingerprintDiffers, NoSuchDocument, Withdrawn
from institutional_pages.mailbox.filters import Filter
from institutional_pages.mailbox.models import Opening
from institutional_pages.notices.models import Notice
from tests.delivery.conftest import letter

pytestmark = pytest.mark.django_db
How = Opening.How


@pytest.fixture
def delivery(folder, publishing, centre):
    (folder.path / "annex.pdf").write_bytes(letter("Annex"))
    folder.add(centre, kind="annual-settlement", period="2025", annexes=["annex.pdf"])
    publishing(folder)
    return Delivery.objects.get()


def open_it(reader, delivery, *, how=How.OPEN, position=0):
    return open_file(reader=reader, institution=delivery.page, uuid=delivery.uuid, position=position, how=how)


def test_the_first_opening_is_that_of_the_centre_and_stands_on_record(delivery, reader):
    open_it(reader, delivery)

    delivery.refresh_from_db()
    event = Event.objects.get(verb="delivery.opened")
    assert delivery.first_opened_at == Opening.objects.get().at
    assert event.basis.startswith("grant:")
    assert "ContentHandover" in event.text.canonical
    assert queries.unread(reader=reader, institution=delivery.page) == 0


def test_the_same_again_in_one_session_writes_nothing_more(delivery, reader):
    with acting_from(Origin(session="morning")):
        open_it(reader, delivery)
        open_it(reader, delivery)

    assert (Opening.objects.count(), Event.objects.filter(verb="delivery.opened").count()) == (1, 1)


def read_it(reader, delivery, *, start=0, end=None):
    def span(size):
        return start, size if end is None else end

    file, pieces = reading.read_file(reader=reader, institution=delivery.page, uuid=delivery.uuid, position=0, how=How.DOWNLOAD, span=span)
    return file, b"".join(pieces)


def test_a_part_of_the_bytes_is_read_but_not_handed_over(delivery, reader):
    _, piece = read_it(reader, delivery, start=1, end=4)

    event = Event.objects.get(verb="delivery.opened")
    assert piece == b"PDF"
    assert Opening.objects.get().how == How.PART
    assert "ContentAccessTracking" in event.text.canonical
    assert "ContentHandover" not in event.text.canonical


def test_the_whole_after_a_part_is_handed_over(delivery, reader):
    with acting_from(Origin(session="morning")):
        read_it(reader, delivery, end=10)
        read_it(reader, delivery, start=10)
        file, content = read_it(reader, delivery)

    assert sorted(opening.how for opening in Opening.objects.all()) == [How.DOWNLOAD, How.PART]
    assert ["ContentHandover" in event.text.canonical for event in Event.objects.filter(verb="delivery.opened").order_by("id")] == [False, True]
    assert len(content) == file.bytes


def test_what_a_client_asks_for_wrongly_is_no_reading(delivery, reader):
    def span(size):
        raise IndexError(size)

    with pytest.raises(IndexError):
        reading.read_file(reader=reader, institution=delivery.page, uuid=delivery.uuid, position=0, how=How.OPEN, span=span)

    assert not Opening.objects.exists()


def test_who_has_no_access_reads_nothing_and_nothing_is_written(delivery, clerk):
    with pytest.raises(NotAReader):
        read_it(clerk, delivery)

    assert not Opening.objects.exists()


def test_another_means_or_another_session_is_another_opening(delivery, reader):
    with acting_from(Origin(session="morning")):
        open_it(reader, delivery)
        open_it(reader, delivery, how=How.DOWNLOAD)
    with acting_from(Origin(session="afternoon")):
        open_it(reader, delivery)

    assert Opening.objects.count() == 3


def test_an_annex_alone_does_not_make_the_document_read(delivery, reader):
    open_it(reader, delivery, position=1)

    delivery.refresh_from_db()
    assert delivery.first_opened_at is None


def test_the_list_says_who_opened_first(delivery, reader):
    open_it(reader, delivery)

    (row,) = queries.mailbox(reader=reader, institution=delivery.page, wanted=Filter(state="opened")).deliveries

    assert row.first_opened_by == reader.get_full_name()


def test_who_has_no_access_opens_nothing_and_nothing_is_written(delivery, clerk):
    with pytest.raises(NotAReader):
        open_it(clerk, delivery)

    assert not Opening.objects.exists()


def test_a_document_of_another_page_does_not_exist(delivery, reader, other_centre):
    Delivery.objects.filter(pk=delivery.pk).update(page=other_centre)

    with pytest.raises(NoSuchDocument):
        open_file(reader=reader, institution=delivery.page, uuid=delivery.uuid, position=0, how=How.OPEN)


def test_a_withdrawn_document_is_locked(delivery, reader):
    Delivery.objects.filter(pk=delivery.pk).update(withdrawn_at=delivery.published_at)

    with pytest.raises(Withdrawn):
        open_it(reader, delivery)


def test_a_range_is_the_same_bytes_as_the_whole(delivery, reader, folder):
    file = open_it(reader, delivery)

    assert b"".join(reading.content(file, start=100, end=250)) == (folder.path / "1.pdf").read_bytes()[100:250]


def test_a_page_is_an_image_with_its_text(delivery, reader):
    image = reading.page_image(open_it(reader, delivery, how=How.PREVIEW), page=1, width=600)

    assert image.png.startswith(b"\x89PNG")
    assert (image.width, image.pages) == (600, 1)
    assert "Document 1.pdf" in image.text


def test_a_damaged_file_is_not_shown_and_the_ministry_is_told_once(delivery, reader, settings):
    file = open_it(reader, delivery)
    (stored,) = (path for path in settings.VAULT_ROOT.rglob(f"*{file.blob_id}*") if path.is_file())
    damaged = bytearray(stored.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    stored.chmod(0o600)
    stored.write_bytes(damaged)

    with pytest.raises(FingerprintDiffers) as refused:
        reading.content(file)
    for _ in range(2):
        report_damage(reader=reader, institution=delivery.page, file=file, what=refused.value.what)

    assert Notice.objects.get(kind="damaged_document").facts["what"] == "segment 0"
    assert Event.objects.filter(verb="delivery.damaged", actor=f"person:{reader.pk}").count() == 2


def test_a_file_that_was_exchanged_for_another_sound_one_is_not_shown(delivery, reader):
    main, annex = open_it(reader, delivery), open_it(reader, delivery, position=1)
    main.blob = annex.blob

    with pytest.raises(FingerprintDiffers):
        reading.content(main)
