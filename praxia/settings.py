"""Every setting, in one file.

Values come from the environment (and `.env`) through typed readers; `.env.example` lists them all.
"""

from __future__ import annotations

import warnings
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from celery.schedules import crontab

from praxia import __version__, env

BASE_DIR = Path(__file__).resolve().parent.parent
env.load_dotenv(BASE_DIR / ".env")

VERSION = __version__
DEBUG = env.flag("DEBUG", False)
SECRET_KEY = env.text("SECRET_KEY", "not-set")  # praxia.checks refuses placeholders outside DEBUG
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
TRUSTED_PROXIES = env.words("TRUSTED_PROXIES")
HTTPS = env.flag("HTTPS", False)
PUBLIC_URL = env.text("PUBLIC_URL").rstrip("/")
# Files of people (archives, pictures): never served from here but by views that ask whose they are. Web and workers share it.
PRIVATE_ROOT = Path(env.text("PRAXIA_DATA_DIR") or BASE_DIR / "var" / "standalone").expanduser() / "private"
# The text encoder of literature search: where its weights lie (else: fetched, else a package), and where its graph is kept.
ENCODER_DIR = env.text("ENCODER_DIR")
ENCODER_ROOT = Path(env.text("PRAXIA_DATA_DIR") or BASE_DIR / "var").expanduser() / "encoder"
# Networks that `manage.py fetch_weights` installed, and calibrations that `manage.py recalibrate` made.
MODELS_ROOT = Path(
    env.text("MODELS_DIR") or Path(env.text("PRAXIA_DATA_DIR") or BASE_DIR / "var") / "models"
).expanduser()

# --- Rooms ---------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "channels",
    "csp",
    "django_prometheus",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "rest_framework",
    "praxia.apps.PraxiaConfig",
    "profiling",
    "profiling.profile",
    "profiling.interview",
    "profiling.privacy",
    "research",
    "imaging",
    "chat",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "praxia.lib.request_id.RequestIdMiddleware",
    "praxia.lib.errors_middleware.ApiErrorsMiddleware",
    "praxia.lib.limits_rest.LimitHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "profiling.privacy.middleware.ReadsMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "praxia.urls"
ASGI_APPLICATION = "praxia.asgi.application"
APPEND_SLASH = False  # both spellings are routed; a redirect would lose a POST body
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "profiling.own_time.time_zone",
                "profiling.privacy.notices.deletion",
            ]
        },
    }
]

# --- Engines -------------------------------------------------------------------------------------------------------


def database(url: str) -> dict[str, object]:
    """Django's description of the PostgreSQL at `postgresql://user:password@host:port/name`."""
    parts = urlsplit(url)
    found: dict[str, object] = {
        "ENGINE": "django_prometheus.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "praxia",
        "USER": unquote(parts.username or "postgres"),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "127.0.0.1",
        "PORT": parts.port or 5432,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c statement_timeout=30000 -c lock_timeout=10000", "connect_timeout": 5},
    }
    if env.flag("PRAXIA_DB_POOL", True):
        # Web and the threads workers share a pool. The prefork worker keeps one connection per process instead
        # (PRAXIA_DB_POOL=off with CELERY_DB_REUSE_MAX): with a pool each of its tasks rebuilt it, 64 ms instead of 0.7.
        found["OPTIONS"] |= {"pool": {"min_size": 0, "max_size": 20, "timeout": 5}}  # type: ignore[operator]
        found["CONN_MAX_AGE"] = 0
    else:
        found["CONN_MAX_AGE"] = None
    return found


DATABASE_URL = env.text("DATABASE_URL")
DATABASES = {"default": database(DATABASE_URL or "postgresql://praxia@127.0.0.1:5432/praxia")}

# One server; the logical databases are counted from the number at the end of the URL (praxia.lib.stores.Db).
REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
REDIS_ROOT, REDIS_BASE = REDIS_URL.rsplit("/", 1)[0], int(urlsplit(REDIS_URL).path.lstrip("/") or 0)

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": f"{REDIS_ROOT}/{REDIS_BASE + 1}",
        "KEY_PREFIX": "cache",
        "TIMEOUT": 3600,
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        # Pub/sub knows no logical databases, hence the prefix. redis-py 8 would end every idle socket after 5 s.
        "CONFIG": {
            "hosts": [{"address": f"{REDIS_ROOT}/{REDIS_BASE + 2}", "socket_timeout": None, "max_connections": 10000}],
            "prefix": f"praxia{REDIS_BASE}",
        },
    }
}

# --- Work that takes time --------------------------------------------------------------------------------------------

REPLY_DEADLINE_S = env.number("REPLY_DEADLINE_S", 90, least=1, most=600)
CELERY_BROKER_URL = f"{REDIS_ROOT}/{REDIS_BASE}"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Above the longest work. Quick recovery is the sweeper's work; the last two bring a lost task back in 12 s, not 105.
    "visibility_timeout": 900,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": None,
    "global_keyprefix": "",
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_DB_REUSE_MAX = env.integer("CELERY_DB_REUSE_MAX", 0, least=0, most=100_000) or None
CELERY_TASK_DEFAULT_QUEUE = "work"
CELERY_TASK_ROUTES = {"chat.tasks.*": {"queue": "talk"}, "profiling.interview.tasks.*": {"queue": "talk"}}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = env.text("CELERY_BEAT_SCHEDULE_FILENAME", "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "chat.tasks.replies_sweep", "schedule": 10.0, "options": {"expires": 10}},
    "sweep-research": {"task": "research.tasks.searches_sweep", "schedule": 10.0, "options": {"expires": 10}},
    "probe-sources": {"task": "research.tasks.sources_probe", "schedule": 14 * 60.0, "options": {"expires": 600}},
    "fetch-news": {"task": "research.tasks.news_fetch", "schedule": 15 * 60.0, "options": {"expires": 600}},
    "recheck-papers": {"task": "research.tasks.papers_recheck", "schedule": crontab(hour=2, minute=20)},
    "interviews": {"task": "profiling.interview.tasks.answers_sweep", "schedule": 10.0, "options": {"expires": 10}},
    "orders": {"task": "profiling.privacy.tasks.orders_sweep", "schedule": 10.0, "options": {"expires": 10}},
    "archives": {"task": "profiling.privacy.tasks.archives_clear", "schedule": 300.0, "options": {"expires": 300}},
    "access_log": {"task": "profiling.privacy.tasks.access_log_check", "schedule": crontab(hour="3", minute="20")},
    "letters": {"task": "profiling.tasks.letters_sweep", "schedule": 10.0, "options": {"expires": 10}},
    "studies": {"task": "imaging.tasks.studies_sweep", "schedule": 10.0, "options": {"expires": 10}},
    "films": {"task": "imaging.tasks.films_tidy", "schedule": 3600.0, "options": {"expires": 3600}},
    "studies_again": {"task": "imaging.tasks.studies_refresh", "schedule": 60.0, "options": {"expires": 60}},
    "leftovers": {"task": "profiling.tasks.leftovers_sweep", "schedule": 3600.0, "options": {"expires": 3600}},
}

# --- Language models (praxia.llm) --------------------------------------------------------------------------------------

LLM_PROVIDERS = env.words("LLM_PROVIDERS")
LLM_MODEL = env.text("LLM_MODEL")
LLM_TIMEOUT = env.number("LLM_TIMEOUT", 60.0, least=0.1, most=600)
LLM_FIRST_TOKEN_S = env.number("LLM_FIRST_TOKEN_S", 10.0, least=0.1, most=600)
LLM_GAP_S = env.number("LLM_GAP_S", 15.0, least=0.1, most=600)
LLM_CONCURRENCY = env.integer("LLM_CONCURRENCY", 32, least=1, most=100)  # the connection pool ends at 100
LLM_WAITS = (1.0, 2.0, 4.0)  # seconds between attempts at one provider; tests set them to 0
TOGETHER_AI_API_KEY = env.text("TOGETHER_AI_API_KEY")
TOGETHER_AI_MODEL = env.text("TOGETHER_AI_MODEL")
OPENAI_API_KEY = env.text("OPENAI_API_KEY")
OPENAI_BASE_URL = env.text("OPENAI_BASE_URL")
OPENAI_MODEL = env.text("OPENAI_MODEL")
OPENROUTER_API_KEY = env.text("OPENROUTER_API_KEY")
OLLAMA_API = env.text("OLLAMA_API")
OLLAMA_MODEL = env.text("OLLAMA_MODEL")
AWS_REGION = env.text("AWS_REGION")
BEDROCK_MODEL = env.text("BEDROCK_MODEL")

# --- Literature and public health sources (research) ------------------------------------------------------------------

RESEARCH_SOURCES = env.words(
    "RESEARCH_SOURCES",
    [
        "pubmed", "europepmc", "medlineplus", "clinicaltrials", "who", "openfda", "rxnorm", "usda", "openfoodfacts",
        "who_news", "cdc_news",
    ],
)  # fmt: skip
# Other addresses for them, for mirrors and gateways.
RESEARCH_URLS = dict(pair.split("=", 1) for pair in env.words("RESEARCH_URLS") if "=" in pair)
RESEARCH_DEADLINE_S = env.number(
    "RESEARCH_DEADLINE_S", 14, least=1, most=120
)  # for all sources of one question together
CONTACT_EMAIL = env.text("CONTACT_EMAIL")  # sources ask to be told whom to write to
NCBI_API_KEY = env.text("NCBI_API_KEY")
OPENFDA_API_KEY = env.text("OPENFDA_API_KEY")
FDC_API_KEY = env.text("FDC_API_KEY", "DEMO_KEY")

# --- People --------------------------------------------------------------------------------------------------------

# Consent to the use of health data is an adult's; whoever runs a service for younger people lowers it knowingly.
INTERVIEW_MIN_AGE = env.integer("INTERVIEW_MIN_AGE", 18, least=1, most=100)
AUTH_USER_MODEL = "profiling.User"
AUTHENTICATION_BACKENDS = ["profiling.backends.EmailBackend"]  # atomic lockout, then django-axes, then the hash
PASSWORD_HASHERS = [
    "profiling.hashers.Argon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "full_name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "profile_begin"  # three questions at first, later straight on to the talk
ACCOUNT_ADAPTER = "profiling.adapters.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # ours: profiling.services.addresses
EMAIL_VERIFICATION_MANDATORY = env.flag("EMAIL_VERIFICATION_MANDATORY", False)
ACCOUNT_RATE_LIMITS = False  # praxia.lib.limits counts, exactly; two counters would contradict each other
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_TIMEOUT = 600  # seconds between the password and the code
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_ADAPTER = "profiling.adapters.SecondFactorAdapter"
GUEST_DAYS = env.integer("GUEST_DAYS", 7, least=0, most=365)  # 0: nobody talks without an account
AXES_FAILURE_LIMIT = 5  # both read by profiling.lockout too
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "profiling.lockout.username_of"
AXES_CLIENT_IP_CALLABLE = "praxia.lib.limits.address_of"
AXES_RESET_ON_SUCCESS = False  # a right password does not clear what somebody else has tried
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "email"]
KNOX_TOKEN_MODEL = "profiling.AccessToken"  # noqa: S105
REST_KNOX = {
    "TOKEN_TTL": timedelta(hours=24),
    "TOKEN_PREFIX": "px_",
    "TOKEN_MODEL": "profiling.AccessToken",
}
MIGRATION_MODULES = {"knox": None}  # its own token table would stay empty: ours is profiling.AccessToken
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # addresses are unique by an index on lower(email), which the check cannot see
    "axes.W002",  # its middleware would answer in place of our views; the backend does the refusing
    "axes.W006",  # the lockout is per account on purpose; addresses have limits of their own
]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
EMAIL_HOST = env.text("EMAIL_HOST")
# Without a mail server letters wait in a folder. Never on the console: they hold links that change passwords.
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "praxia.lib.outbox.FolderBackend"
OUTBOX_ROOT = PRIVATE_ROOT.parent / "letters"
EMAIL_PORT = env.integer("EMAIL_PORT", 25, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10  # below the lease of the work that sends
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Praxia <praxia@localhost>")

DELETION_GRACE = timedelta(days=env.number("DELETION_GRACE_DAYS", 7, least=0, most=90))

# --- REST ------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "profiling.api.authentication.BearerAuthentication",
        "profiling.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["praxia.lib.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["praxia.lib.limits_rest.Limited"],
    "DEFAULT_SCHEMA_CLASS": "praxia.lib.openapi.OperationSchema",
    "EXCEPTION_HANDLER": "praxia.lib.errors_rest.handle",
    "URL_FORMAT_OVERRIDE": None,  # `?format=` belongs to the exports
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Praxia",
    "DESCRIPTION": (
        "An AI health assistant that people and clinics run for themselves.\n\n"
        "Every path works with and without its final slash. Every answer has `X-Request-ID`, every counted one "
        "`X-RateLimit-Limit`, `X-RateLimit-Remaining` and `X-RateLimit-Reset`; what has to wait has `Retry-After`. Refusals "
        "are `application/problem+json` with one of the codes of `/docs/errors`. What belongs to somebody else is not found."
    ),
    "VERSION": VERSION,
    "OAS_VERSION": "3.1.0",
    "ENUM_NAME_OVERRIDES": {
        "WorkStatus": "chat.api.schema.STATUSES",
        "WellnessField": "profiling.interview.records.FIELDS",
        "StudyStatus": "imaging.records.Status.choices",
        "HealthStatus": "praxia.health.STATUSES",
        "StudyKind": "research.api.schema.KINDS",
        "PartStatus": "praxia.health.WORDS",
        "Language": "profiling.models.Language",
        "LowMediumHigh": "profiling.profile.records.LOW_MEDIUM_HIGH",
        "Sex": "profiling.profile.records.SEXES",
    },
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # texts only; files have limits of their own

# --- Pages -----------------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
warnings.filterwarnings("ignore", message="No directory at")  # without collectstatic the finders serve all the same
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|metrics)/?$"]  # asked from inside, past whatever ends TLS
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Seeing what happens -----------------------------------------------------------------------------------------------

METRICS_TOKEN = env.text("METRICS_TOKEN")
SENTRY_DSN = env.text("SENTRY_DSN")
LOG_LEVEL = env.text("LOG_LEVEL", "INFO").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "class": "praxia.lib.logs.Wordless",
            "format": "{asctime} {levelname:<7} {request_id} {name}: {message}",
            "style": "{",
            "datefmt": "%H:%M:%S",
        },
    },
    "filters": {"request_id": {"()": "praxia.lib.request_id.RequestIdFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["request_id"]}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # These print what people said: request bodies, prompts, `input_value=...`.
        "instructor": {"level": "CRITICAL"},
        "openai": {"level": "CRITICAL"},
        "httpx2": {"level": "CRITICAL"},
        "httpcore2": {"level": "CRITICAL"},
        "django.request": {"level": "ERROR"},
        "axes": {"level": "WARNING"},
        "daphne": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
