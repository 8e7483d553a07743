"""Settings of the desk, all from its home folder and the environment; nothing here has a secret or a default password."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from tenure.desk import mail, oidc, outside
from tenure.desk.databases import ADDRESS, database
from tenure.desk.home import home
from tenure.desk.logs import WRITTEN

HERE = Path(__file__).parent
SERVER = home()

BASE_URL = os.environ.get(
    "TENURE_BASE_URL", "http://localhost:8377"
)  # every link that leaves the server begins with it
_ADDRESS = urlsplit(BASE_URL)
SECURE = _ADDRESS.scheme == "https"

DEBUG = False
SECRET_KEY = SERVER.secret()
ALLOWED_HOSTS = list(
    {_ADDRESS.hostname or "127.0.0.1", "127.0.0.1", "localhost"} if not SECURE else {_ADDRESS.hostname}
)
ROOT_URLCONF = "tenure.desk.urls"
WSGI_APPLICATION = "tenure.desk.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": database(os.environ.get(ADDRESS, ""), SERVER.database)}
CACHES = {"default": {"BACKEND": "tenure.desk.counts.Counts", "LOCATION": "desk_cache"}}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "tenure.desk.people",
    "tenure.desk.books",
    "tenure.desk.jobs",
    "tenure.desk.bringing",
    "tenure.desk.remembering",
    "tenure.desk.privacy",
]
MIDDLEWARE = [
    "tenure.desk.failing.Numbered",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tenure.desk.people.idling.not_idle",
    "tenure.desk.people.preferring.preferred_language",
    "tenure.desk.people.keys.ByKey",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tenure.desk.books.shell.shell",
                "tenure.desk.navigation.side",
            ],
            "builtins": ["tenure.desk.sayings"],
        },
    }
]

# ---- people: invited, never signed up; a password, then a second factor where they have set one up, or a passkey alone

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "name")}},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tenure.desk.people.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the owner vouches for whom she invites; the address is where the link went
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {  # a minute; asked before a password is hashed
    "login_failed": "10/m/ip,10/m/key",  # the key is the address typed in
    "login": "60/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "vouched": "60/m/ip",
    "shared": "60/m/ip",  # pages read by a link
    "ending": "1200/m/ip",  # by a link in a mail: large providers post for all their readers from few addresses
    "key": "120/m/key",  # what one script may ask
    "key_failed": "20/m/ip",
    "link": "20/m/ip",  # to set up, to come in, to set a password: every look counts
}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to addresses that somebody made up
PASSWORD_RESET_TIMEOUT = 30 * 60
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _ADDRESS.scheme
SOCIALACCOUNT_ADAPTER = "tenure.desk.people.vouching.Adapter"
SOCIALACCOUNT_PROVIDERS = oidc.providers(os.environ)
SOCIALACCOUNT_LOGIN_ON_GET = (
    True  # a form that leads to another site would need a hole in the policy of scripts and forms
)
MFA_ADAPTER = "tenure.desk.people.secrets.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tenure"
USERSESSIONS_TRACK_ACTIVITY = True

# ---- mail

_SMTP = mail.smtp(os.environ.get(mail.ADDRESS, ""))
MAIL_IS_SET_UP = _SMTP is not None
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _SMTP else 'dummy'}.EmailBackend"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("TENURE_MAIL_FROM") or f"Tenure <tenure@{_ADDRESS.hostname}>"
if _SMTP:
    EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _SMTP.host, _SMTP.port, _SMTP.user, _SMTP.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = _SMTP.ssl, _SMTP.tls

# ---- group chats

INSIDE_HOSTS = frozenset(one.strip() for one in os.environ.get(outside.HOSTS, "").split(",") if one.strip())

# ---- what browsers are told

_PROXIES = int(os.environ.get("TENURE_PROXIES") or 0)  # how many of our own stand before the server
ALLAUTH_TRUSTED_PROXY_COUNT = _PROXIES
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _PROXIES else None

SESSION_COOKIE_NAME = "__Host-tenure" if SECURE else "tenure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = int(os.environ.get("TENURE_IDLE_MINUTES") or 30) * 60
CSRF_COOKIE_NAME = "__Host-tenure-form" if SECURE else "tenure-form"
CSRF_FAILURE_VIEW = "tenure.desk.failing.forged"
CSRF_TRUSTED_ORIGINS = [f"{_ADDRESS.scheme}://{_ADDRESS.netloc}"]
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = WRITTEN

# ---- languages, times, files

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_COOKIE_NAME = "tenure-language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static", ("page", HERE.parent / "render" / "assets")]
WHITENOISE_USE_FINDERS = True  # files come out of the package as they are; nothing is collected

# ---- files that people bring: straight to the disk, into folders that nobody else reads

FILE_UPLOAD_HANDLERS = ["tenure.desk.bringing.receiving.Receiver"]
FILE_UPLOAD_TEMP_DIR = str(SERVER.incoming())
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOAD_LIMIT = int(os.environ.get("TENURE_UPLOAD_MIB", "512")) << 20  # bytes that one upload may bring
DATA_UPLOAD_MAX_NUMBER_FILES = 50
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a plan asks of every column
