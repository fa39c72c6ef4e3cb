from __future__ import annotations

from praxia.lib.routes import both
from profiling.api import views

urlpatterns = [
    both("register/", views.RegisterView.as_view(), name="api_register"),
    both("login/", views.LoginView.as_view(), name="api_login"),
    both("logout/", views.LogoutView.as_view(), name="api_logout"),
    both("logout-all/", views.LogoutAllView.as_view(), name="api_logout_all"),
    both("sessions/", views.SessionsView.as_view(), name="api_sessions"),
    both("sessions/<uuid:session_id>/", views.SessionView.as_view(), name="api_session"),
]
