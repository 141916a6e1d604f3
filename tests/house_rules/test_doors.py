"""What the doors may not do by themselves."""

import re

from .reading import SOURCE, python_files

# Names of what an event is about, for who may see the log: it shows no document.
EXCEPT = {"web/audit/names.py"}


def asked_past_the_rights(text: str) -> list[str]:
    """Questions for documents, files and openings that no right has narrowed."""
    return re.findall(r"\b(?:Delivery|DeliveryFile|Opening|Blob)\.objects", text)


def test_no_door_asks_for_documents_past_the_rights():
    doors = [file for door in ("web", "api") for file in python_files(SOURCE / door)]
    found = {str(file.relative_to(SOURCE)) for file in doors if asked_past_the_rights(file.read_text())}

    assert len(doors) > 60
    assert found == EXCEPT


def test_such_a_question_is_found():
    assert asked_past_the_rights("x = Delivery.objects.get(pk=1)")
    assert not asked_past_the_rights("x = visible(grant).get(pk=1)")
