"""Every address, served with and without its final slash."""

from django.contrib import admin
from django.urls import include, path

from praxia import pages
from praxia.api import HealthView, RedocView, SchemaView, SwaggerView
from praxia.lib.routes import both
from profiling.views.own import account

urlpatterns = [
    path("", pages.home, name="home"),
    both("status/", pages.status, name="status"),
    both("privacy/", pages.privacy, name="privacy"),
    both("docs/errors/", pages.error_codes, name="error-codes"),
    both("accounts/", account, name="account"),
    path("accounts/", include("profiling.urls")),
    path("privacy/", include("profiling.privacy.urls")),
    path("", include("profiling.interview.urls")),
    path("", include("profiling.profile.urls")),
    path("", include("imaging.urls")),
    path("", include("chat.urls")),
    path("", include("research.urls")),
    path("api/auth/", include("profiling.api.urls")),
    path("api/privacy/", include("profiling.privacy.api.urls")),
    path("api/", include("profiling.interview.api.urls")),
    path("api/", include("profiling.profile.api.urls")),
    path("api/", include("imaging.api.urls")),
    path("api/", include("chat.api.urls")),
    path("api/", include("research.api.urls")),
    both("api/health/", HealthView.as_view(), name="health"),
    both("health/", HealthView.as_view()),
    both("api/schema/", SchemaView.as_view(), name="schema"),
    both("docs/", SwaggerView.as_view(), name="docs"),
    both("swagger/", SwaggerView.as_view()),
    both("redoc/", RedocView.as_view(), name="redoc"),
    both("livez/", pages.livez),
    both("readyz/", pages.readyz),
    both("metrics/", pages.metrics),
    path("admin/", admin.site.urls),
]

handler400 = "praxia.pages.bad_request"
handler403 = "praxia.pages.forbidden"
handler404 = "praxia.pages.not_found"
handler500 = "praxia.pages.server_error"
