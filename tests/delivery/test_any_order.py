"""Whatever the order of publishing, switching and publishing again: one channel for each document, and nothing twice."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from institutional_pages.delivery.models import Delivery, PageTotal, RunItem
from institutional_pages.delivery.queries import sums_of
from institutional_pages.institutions.models import Institution

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("publish"), st.sets(st.integers(0, 5), min_size=1, max_size=4)),
        st.tuples(st.just("change"), st.integers(0, 5)),
        st.tuples(st.just("switch"), st.booleans()),
        st.tuples(st.just("lose"), st.integers(0, 5)),
    ),
    min_size=2,
    max_size=8,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(steps=STEPS)
def test_every_document_goes_to_exactly_one_channel_once(transactional_rounds, folder, publishing, centre, paper_centre, steps):
    with transactional_rounds():
        texts = {n: f"Document {n}" for n in range(6)}
        channels: dict[str, str] = {}
        bytes_of: dict[str, str] = {}
        for step, value in steps:
            if step == "publish":
                publish_some(folder, publishing, centre, paper_centre, value, texts)
            elif step == "change":
                texts[value] += " changed"
            elif step == "switch":
                Institution.objects.filter(pk=paper_centre.pk).update(channel="electronic" if value else "paper")
            check(channels, bytes_of)


def publish_some(folder, publishing, centre, paper_centre, numbers, texts):
    folder.lines.clear()
    for n in sorted(numbers):
        target = paper_centre if n % 2 else centre
        folder.add(target, name=f"{n}.pdf", kind="stay-letter", period="", reference=f"letter-{n}", text=texts[n])
    run = publishing(folder).run
    sums = sums_of(run)
    assert sums.listed == sums.published + sums.paper + sums.refused + sums.missing + sums.waiting
    assert sums.waiting == 0


def check(channels, bytes_of):
    """Channel and bytes of a reference never change once delivered, and each stands once."""
    standing = list(Delivery.objects.standing().prefetch_related("files"))
    assert len({delivery.reference for delivery in standing}) == len(standing) == Delivery.objects.count()
    for delivery in standing:
        assert channels.setdefault(delivery.reference, delivery.channel) == delivery.channel
        digest = delivery.files.all()[0].sha256
        assert bytes_of.setdefault(delivery.reference, digest) == digest
    on_pages = sum(PageTotal.objects.values_list("total", flat=True))
    assert on_pages == Delivery.objects.filter(channel="electronic").count()
    assert not RunItem.objects.filter(outcome__in=["published", "paper"], delivery=None).exists()
