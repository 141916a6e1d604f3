"""A centre asks for stronger means than a code card: who signed in by something else does not open its page."""

import pytest

from institutional_pages.access.errors import NoMandate, WouldLockOut
from institutional_pages.access.required_means_actions import set_required_means
from institutional_pages.audit.models import Event
from institutional_pages.audit.origin import Origin, acting_from
from institutional_pages.institutions.models import Institution
from tests.web.visitors import signed_in_browser

pytestmark = pytest.mark.django_db


def by(means: str):
    return acting_from(Origin(door="command-line", means=means))


def test_from_the_next_click_on_the_page_asks_for_it(centre, president, reader):
    client = signed_in_browser(reader)
    assert client.get(f"/pages/{centre.uuid}/").status_code == 200

    with by("password+eid"):
        set_required_means(person=president, institution=centre, means=["eid"])

    answer = client.get(f"/pages/{centre.uuid}/")
    assert answer.status_code == 403
    assert "sign in by eID" in answer.content.decode()
    assert Event.objects.get(verb="institution.means-required").subject == f"institution:{centre.pk}"


def test_the_same_again_changes_nothing_and_none_lets_everybody_choose(centre, administrator, mandate, reader):
    with by("password+code-app"):
        set_required_means(person=administrator, institution=centre, means=["code-app"])
        before = Event.objects.count()
        set_required_means(person=administrator, institution=centre, means=["code-app"])
        assert Event.objects.count() == before
        set_required_means(person=administrator, institution=centre, means=[])

    assert signed_in_browser(reader).get(f"/pages/{centre.uuid}/").status_code == 200


def test_nobody_asks_for_what_they_have_not_shown_themselves(centre, president):
    with by("password+code-card"), pytest.raises(WouldLockOut):
        set_required_means(person=president, institution=centre, means=["eid"])

    assert Institution.objects.get(pk=centre.pk).required_means == []
    assert not Event.objects.filter(verb="institution.means-required").exists()


def test_a_reader_and_a_stranger_decide_nothing(centre, reader, stranger, consultant):
    before = Event.objects.count()
    for nobody in (reader, stranger, consultant):
        with by("password+eid"), pytest.raises(NoMandate):
            set_required_means(person=nobody, institution=centre, means=["eid"])
    assert Event.objects.count() == before


def test_the_screen_names_who_could_not_come_in(centre, president, reader, administrator, mandate):
    with by("password+eid"):
        set_required_means(person=president, institution=centre, means=["eid"])
    Institution.objects.filter(pk=centre.pk).update(required_means=["code-card"])  # what the browser of this test has shown
    client = signed_in_browser(president)

    page = client.get(f"/pages/{centre.uuid}/access/means/").content.decode()

    assert "These colleagues have none of them" in page
    assert client.post(f"/pages/{centre.uuid}/access/means/", {"means": ["code-app"]}).status_code == 422
    assert client.post(f"/pages/{centre.uuid}/access/means/", {}).status_code == 302
