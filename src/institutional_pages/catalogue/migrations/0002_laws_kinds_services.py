"""The three laws, five kinds and the services of the letter (S42–S47), in four languages; later ones are rows, not code."""

from datetime import date

from django.db import migrations

START = date(2006, 1, 1)
LAWS = [
    {
        "code": "rmi",
        "file_label": "RMI",
        "name_nl": "Recht op maatschappelijke integratie",
        "name_fr": "Droit à l'intégration sociale",
        "name_de": "Recht auf soziale Eingliederung",
        "name_en": "Right to social integration",
        "short_nl": "RMI",
        "short_fr": "DIS",
        "short_de": "RSE",
        "short_en": "RMI",
    },
    {
        "code": "law-1965",
        "file_label": "L65",
        "name_nl": "Terugbetalingen wet van 2 april 1965",
        "name_fr": "Remboursements loi du 2 avril 1965",
        "name_de": "Erstattungen Gesetz vom 2. April 1965",
        "name_en": "Reimbursements, law of 2 April 1965",
        "short_nl": "Wet van 2 april 1965",
        "short_fr": "Loi du 2 avril 1965",
        "short_de": "Gesetz vom 2. April 1965",
        "short_en": "Law of 2 April 1965",
    },
    {
        "code": "maintenance-advances",
        "file_label": "ADV",
        "name_nl": "Voorschotten op onderhoudsgelden",
        "name_fr": "Avances sur pensions alimentaires",
        "name_de": "Unterhaltsvorschüsse",
        "name_en": "Advances on maintenance payments",
        "short_nl": "Voorschotten op onderhoudsgelden",
        "short_fr": "Avances sur pensions alimentaires",
        "short_de": "Unterhaltsvorschüsse",
        "short_en": "Maintenance advances",
    },
]
KINDS = [
    {
        "code": "monthly-statement",
        "period": "month",
        "name_nl": "Maandstaat",
        "name_fr": "État mensuel",
        "name_de": "Monatsaufstellung",
        "name_en": "Monthly statement",
    },
    {
        "code": "accepted-forms",
        "period": "month",
        "name_nl": "Aanvaarde en gedeeltelijk aanvaarde formulieren",
        "name_fr": "Formulaires acceptés et partiellement acceptés",
        "name_de": "Angenommene und teilweise angenommene Formulare",
        "name_en": "Accepted and partly accepted forms",
    },
    {
        "code": "refused-forms",
        "period": "month",
        "urgent": True,
        "name_nl": "Geweigerde formulieren",
        "name_fr": "Formulaires refusés",
        "name_de": "Abgelehnte Formulare",
        "name_en": "Refused forms",
    },
    {
        "code": "stay-letter",
        "period": "none",
        "four_eyes": True,
        "name_nl": "Brief over (il)legaal verblijf",
        "name_fr": "Lettre sur la légalité ou l'illégalité du séjour",
        "name_de": "Schreiben zur Legalität oder Illegalität des Aufenthalts",
        "name_en": "Letter on (il)legality of stay",
    },
    {
        "code": "annual-settlement",
        "period": "year",
        "name_nl": "Jaarlijkse afrekening en bijlagen",
        "name_fr": "Décompte annuel et annexes",
        "name_de": "Jahresabrechnung und Anlagen",
        "name_en": "Annual settlement and annexes",
    },
]
SERVICES = [
    {
        "code": "rmi-service",
        "laws": ["rmi"],
        "name_nl": "Dienst Recht op maatschappelijke integratie",
        "name_fr": "Service Droit à l'intégration sociale",
        "name_de": "Dienst Recht auf soziale Eingliederung",
        "name_en": "Right to social integration service",
    },
    {
        "code": "law-1965-service",
        "laws": ["law-1965"],
        "name_nl": "Dienst Wet van 2 april 1965",
        "name_fr": "Service Loi du 2 avril 1965",
        "name_de": "Dienst Gesetz vom 2. April 1965",
        "name_en": "Law of 2 April 1965 service",
    },
    {
        "code": "advances-service",
        "laws": ["maintenance-advances"],
        "name_nl": "Dienst Voorschotten op onderhoudsgelden",
        "name_fr": "Service Avances sur pensions alimentaires",
        "name_de": "Dienst Unterhaltsvorschüsse",
        "name_en": "Maintenance advances service",
    },
]


def fill(apps, schema_editor):
    law_model, kind_model = apps.get_model("catalogue", "Law"), apps.get_model("catalogue", "Kind")
    service_model, publication = apps.get_model("catalogue", "Service"), apps.get_model("catalogue", "Publication")
    laws = {row["code"]: law_model.objects.create(**row, position=n, valid_from=START) for n, row in enumerate(LAWS)}
    kinds = [kind_model.objects.create(**row, position=n, valid_from=START) for n, row in enumerate(KINDS)]
    for n, row in enumerate(SERVICES):
        own = row.pop("laws")
        service = service_model.objects.create(**row, position=n, valid_from=START)
        row["laws"] = own
        for code in own:
            for kind in kinds:
                publication.objects.create(service=service, kind=kind, law=laws[code], valid_from=START)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
