"""F10: whatever the order of applications, confirmations, switches, undoings and runs at 589 centres, also in the middle of a run: no centre is half
switched, no document goes two ways or none, nobody is mailed twice of one switch."""

import os
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from institutional_pages.administration.importing import import_file
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import System
from institutional_pages.cli.demo.centres import write_import_file
from institutional_pages.delivery import actions as delivering
from institutional_pages.delivery.models import Delivery, PageTotal
from institutional_pages.delivery.publishing import publish
from institutional_pages.errors import Refusal
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution
from institutional_pages.notices.models import Notice
from institutional_pages.onboarding.actions import Paper, note_form, open_application, withdraw_application
from institutional_pages.onboarding.conditions import CONDITIONS, FORMS
from institutional_pages.onboarding.decision_actions import Finding, accept, ask_for_missing, examine, refuse
from institutional_pages.onboarding.models import Application, Readiness
from institutional_pages.onboarding.switch_actions import carry_out_switches, confirm_ready, undo_switch
from tests.delivery.conftest import Folder
from tests.environment import ON_POSTGRESQL

STEPS_OF_ONE, EXAMPLES = 100, 5 if ON_POSTGRESQL else 20  # 2,000 steps; on the server in `make soak`
SOAKED = int(os.environ.get("STEPS", "100000"))
WORKER = System("worker")
# Most dossiers go on, so that many centres switch; the others are what comes in between.
IN_BETWEEN = ("confirm_later", "day_comes", "carry_out", "undo", "refuse", "withdraw", "ask", "publish", "cut_in")
VERBS = ("go_on",) * 9 + ("confirm",) * 4 + IN_BETWEEN
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 3)), min_size=STEPS_OF_ONE, max_size=STEPS_OF_ONE)
QUIETLY = {"deadline": None, "derandomize": True, "phases": [Phase.generate], "suppress_health_check": list(HealthCheck)}


@pytest.fixture
def ministry_at_work(security_cell, publishers, services, paper_room, machine, tmp_path, monkeypatch):
    """All 589 centres; four of those on paper are the ones that something happens to."""
    write_import_file(tmp_path / "centres.csv")
    import_file(tmp_path / "centres.csv", partial=False)
    return Work(security_cell, publishers, services, machine, tmp_path, monkeypatch)


class Work:
    """Does one step, and checks what must hold after each."""

    def __init__(self, cell, publishers, services, machine, folder, monkeypatch) -> None:
        self.cell, self.publishers, self.services, self.machine, self.folder, self.monkeypatch = (
            cell,
            publishers,
            services,
            machine,
            folder,
            monkeypatch,
        )
        self.centres = list(Institution.objects.filter(channel="paper").order_by("pk")[:4])
        self.runs, self.sent = 0, 0

    def do(self, verb: str, n: int) -> None:
        centre = self.centres[n]
        application = Application.objects.filter(institution=centre).order_by("-pk").first()
        before = self.written()
        try:
            self.act(verb, centre, application)
        except Refusal:
            assert self.written() == before
        self.check(centre)

    def act(self, verb: str, centre: Institution, application: Application | None) -> None:
        match verb:
            case "go_on":
                self.go_on(centre, application)
            case "confirm" if application:
                self.confirm(application, today())
            case "confirm_later" if application:
                self.confirm(application, today() + timedelta(days=2))
            case "day_comes":
                Readiness.objects.filter(ready_from__gt=today()).update(ready_from=today())
            case "carry_out":
                carry_out_switches(actor=WORKER)
            case "undo" if application:
                undo_switch(member=self.cell, application=application)
            case "refuse" if application:
                refuse(member=self.cell, application=application, seen=application.version, reasons="No.")
            case "withdraw" if application and (officer := centre.officers.first()):
                withdraw_application(applicant=officer.person, application=application)
            case "ask" if application:
                ask_for_missing(member=self.cell, application=application, seen=application.version, asked=FORMS, words="", follow_up_on=None)
            case "publish":
                self.publish(centre)
            case "cut_in":
                self.publish(centre, meanwhile=application)

    def go_on(self, centre: Institution, application: Application | None) -> None:
        """The next thing that an ordinary dossier needs."""
        facts = {"member": self.cell, "application": application}
        if application is None or not application.is_open:
            open_application(member=self.cell, institution=centre, arrival="phone", received_on=today(), caller="Koen", capacity="secretary")
        elif application.decision:
            self.confirm(application, today())
        elif not application.has_both_forms:
            form = "designation" if application.designation_on is None else "registration"
            note_form(**facts, form=form, paper=Paper("post", today(), "Rita", "Koen"))
        elif not application.examined.exists():
            examine(**facts, seen=application.version, findings=dict.fromkeys(CONDITIONS, Finding(holds=True)))
        else:
            accept(**facts, seen=application.version)

    def confirm(self, application: Application, day) -> None:
        """By the service that has not, else by the first anew."""
        waiting = application.services.filter(ready_from=None).first() or application.services.first()
        service = waiting.service if waiting else self.services[0]
        confirm_ready(publisher=self.publishers[service.pk], application=application, service=service, ready_from=day)

    def publish(self, centre: Institution, meanwhile: Application | None = None) -> None:
        """Two letters in one run; `meanwhile` its services confirm between the check of the documents and their record."""
        self.runs += 1
        run = Folder(self.folder / f"run-{self.runs}")
        for other in (centre, self.centres[0]):
            self.sent += 1
            run.add(other, name=f"{self.sent}.pdf", kind="stay-letter", period="", reference=f"letter-{self.sent}", text=f"{self.sent}")
        really = delivering.record_deliveries

        def cut_in_first(**facts):
            if meanwhile is not None:
                self.cut_in(meanwhile)
            return really(**facts)

        with self.monkeypatch.context() as patch:
            patch.setattr("institutional_pages.delivery.publishing.actions.record_deliveries", cut_in_first)
            publish(publisher=self.machine, service=self.services[0], manifest=run.manifest)

    def cut_in(self, application: Application) -> None:
        for service in self.services:
            try:
                confirm_ready(publisher=self.publishers[service.pk], application=application, service=service, ready_from=today())
            except Refusal:
                return

    def written(self) -> tuple[int, ...]:
        return (Event.objects.count(), Notice.objects.count(), Application.objects.exclude(switched_at=None).count(), Delivery.objects.count())

    def check(self, centre: Institution) -> None:
        """The one that was touched, and the sums over all."""
        switched = Event.objects.filter(verb="institution.switched", institution=f"institution:{centre.pk}").count()
        undone = Event.objects.filter(verb="institution.switch-undone", institution=f"institution:{centre.pk}").count()
        channel = Institution.objects.get(pk=centre.pk).channel
        assert (channel == "electronic") == (switched == undone + 1)
        assert switched in (undone, undone + 1)
        assert Application.objects.open().filter(institution=centre).count() <= 1
        assert Application.objects.filter(institution=centre).exclude(switched_at=None).count() == (channel == "electronic")
        stops = Notice.objects.filter(kind="stop_list", institution=f"institution:{centre.pk}").count()
        assert stops == switched
        assert Delivery.objects.count() == self.sent == Delivery.objects.values("reference").distinct().count()
        assert sum(PageTotal.objects.values_list("total", flat=True)) == Delivery.objects.filter(channel="electronic").count()

    def check_the_end(self) -> None:
        """Every document went by the channel that its centre had at that moment: paper, then electronic, back only where none had come."""
        for centre in self.centres:
            ways = list(Delivery.objects.filter(institution=centre).order_by("pk").values_list("channel", flat=True))
            assert ways == sorted(ways, reverse=True), ways
        told = Counter(Notice.objects.filter(kind="all_in_order").values_list("to", "institution", "subject"))
        switches = Counter(Event.objects.filter(verb="institution.switched").values_list("institution", flat=True))
        assert all(n <= switches[institution] for (_, institution, _), n in told.items())


def test_no_centre_is_half_switched_and_no_document_lost_or_doubled(transactional_rounds, ministry_at_work, vault):
    switched = walked(transactional_rounds, ministry_at_work, EXAMPLES)

    assert switched > EXAMPLES  # it was no walk on the spot


@pytest.mark.soak
@pytest.mark.parametrize("part", range(20))
def test_a_hundred_thousand_steps(transactional_rounds, ministry_at_work, vault, part):
    assert walked(transactional_rounds, ministry_at_work, SOAKED // STEPS_OF_ONE // 20, seed=part) > 0


def walked(rounds, work: Work, examples: int, seed: int | None = None) -> int:
    """How many switches there were."""
    switches = []

    @settings(max_examples=examples, **{**QUIETLY, "derandomize": seed is None})
    @given(steps=STEPS)
    def walk(steps) -> None:
        with rounds():
            work.sent = 0
            for verb, n in steps:
                work.do(verb, n)
            work.check_the_end()
            switches.append(Event.objects.filter(verb="institution.switched").count())

    (seeded(seed)(walk) if seed is not None else walk)()
    return sum(switches)
