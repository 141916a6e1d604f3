"""One page of a document as an image with its text, beside the list or on the document's own screen; it counts as opening."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from institutional_pages.mailbox import actions, reading
from institutional_pages.mailbox.errors import FingerprintDiffers, NoSuchDocument, Withdrawn
from institutional_pages.mailbox.models import Opening
from institutional_pages.pdf.errors import PreviewImpossible

if TYPE_CHECKING:
    from institutional_pages.delivery.models import Delivery, DeliveryFile
    from institutional_pages.errors import Refusal
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution
    from institutional_pages.pdf.gate import PageImage

WIDTH: Final = 1000  # pixels: sharp at the width of the pane on any screen, about 80 KB


@dataclass(frozen=True, slots=True)
class Preview:
    """A page of a file on screen, or why it is not; `is_first` when this reader is the first of the centre."""

    delivery: Delivery
    file: DeliveryFile
    page: int
    image: PageImage | None = None
    problem: Refusal | None = None
    is_first: bool = False

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return self.image.pages if self.image else self.file.pages

    @property
    def previous(self) -> int | None:
        """The page before, if any."""
        return self.page - 1 if self.page > 1 else None

    @property
    def following(self) -> int | None:
        """The page after, if any."""
        return self.page + 1 if self.page < self.pages else None


def file_of(delivery: Delivery, position: int) -> DeliveryFile:
    """The file at this place; nothing of a withdrawn document is handed out."""
    file = next((file for file in delivery.files.all() if file.position == position), None)
    if file is None:
        raise NoSuchDocument
    if delivery.withdrawn_at:
        raise Withdrawn
    return file


def preview(*, reader: Person, institution: Institution, delivery: Delivery, position: int = 0, page: int = 1) -> Preview:
    """The page, opened by this reader now; a page that cannot be drawn, a damaged file or a withdrawn document gives the reason instead."""
    shown = next((file for file in delivery.files.all() if file.position == position), None)
    if shown is None:
        raise NoSuchDocument
    was_new = position == 0 and delivery.first_opened_at is None
    try:
        image = open_page(reader=reader, institution=institution, delivery=delivery, position=position, page=page)
    except (FingerprintDiffers, PreviewImpossible, Withdrawn) as problem:
        return Preview(delivery, shown, page, problem=problem)
    return Preview(delivery, shown, page, image=image, is_first=was_new)


def open_page(*, reader: Person, institution: Institution, delivery: Delivery, position: int, page: int) -> PageImage:
    """Draw the page, then write down the opening: what could not be shown was not opened. Nothing leaves before it is written."""
    file = file_of(delivery, position)
    try:
        image = reading.page_image(file, page=page, width=WIDTH)
    except FingerprintDiffers as problem:
        actions.report_damage(reader=reader, institution=institution, file=file, what=problem.what)
        raise
    actions.open_file(reader=reader, institution=institution, uuid=delivery.uuid, position=position, how=Opening.How.PREVIEW)
    return image
