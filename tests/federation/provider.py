"""A national federation on this machine: the provider of django-allauth, in its own process: `python -m tests.federation.provider PORT FOLDER`."""

import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

CLIENT, SECRET = "institutional-pages", "what only the two know"
ORIGIN = "https://pages.example"
STRONG, WEAK = "urn:be:fedict:iam:fas:Level500", "urn:be:fedict:iam:fas:Level200"
PASSWORD = "wachtwoord van de federatie"


def configure(port: int, folder: Path) -> None:
    """A Django project that is a provider and nothing else."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from django.conf import settings

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    settings.configure(
        SECRET_KEY="x" * 50,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="tests.federation.provider_urls",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite3"}},
        INSTALLED_APPS=[
            *("django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages"),
            *("allauth", "allauth.account", "allauth.idp.oidc"),
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ACCOUNT_RATE_LIMITS=False,
        ACCOUNT_EMAIL_VERIFICATION="none",
        IDP_OIDC_PRIVATE_KEY=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        IDP_OIDC_ADAPTER="tests.federation.provider_tokens.Adapter",
        USE_TZ=True,
    )


def fill() -> None:
    """One client, and people who sign in there by strong or by weak means, as their names say."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from allauth.idp.oidc.models import Client
    from django.contrib.auth import get_user_model

    for name in ("strong-an", "strong-bea", "weak-an", "early-an"):
        get_user_model().objects.create_user(name, password=PASSWORD)
    client = Client(id=CLIENT, name=CLIENT, skip_consent=True)
    client.set_redirect_uris([f"{ORIGIN}/sign-in/federation/back/", f"{ORIGIN}/account/federation/back/"])
    client.set_secret(SECRET)
    client.save()


class Silent(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    configure(int(sys.argv[1]), Path(sys.argv[2]))
    fill()
    from django.core.wsgi import get_wsgi_application

    with make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application(), handler_class=Silent) as server:
        print("ready", flush=True)
        server.serve_forever()
