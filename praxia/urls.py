"""Every address. API paths are served with and without their final slash."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView

from praxia import pages
from praxia.api import HealthView
from praxia.lib.routes import both

urlpatterns = [
    path("", pages.home, name="home"),
    path("status/", pages.status, name="status"),
    path("privacy/", pages.privacy, name="privacy"),
    path("docs/errors", pages.error_codes, name="error-codes"),
    path("accounts/", include("profiling.urls")),
    path("chat/", include("chat.urls")),
    path("api/auth/", include("profiling.api.urls")),
    path("api/", include("chat.api.urls")),
    both("api/health/", HealthView.as_view(), name="health"),
    both("health/", HealthView.as_view()),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("swagger", SpectacularSwaggerSplitView.as_view(url_name="schema")),
    path("redoc", SpectacularRedocView.as_view(url_name="schema"), name="redoc"),
    path("livez", pages.livez),
    path("readyz", pages.readyz),
    path("metrics", pages.metrics),
    path("admin/", admin.site.urls),
]

handler400 = "praxia.pages.bad_request"
handler403 = "praxia.pages.forbidden"
handler404 = "praxia.pages.not_found"
handler500 = "praxia.pages.server_error"
