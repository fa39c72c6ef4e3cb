"""Under `/accounts/`. Only those pages of allauth that Praxia has made its own; the names are allauth's."""

from __future__ import annotations

from allauth.account.views import LogoutView

from praxia.lib.routes import both
from profiling import views

urlpatterns = [
    both("signup/", views.SignUpView.as_view(), name="account_signup"),
    both("login/", views.SignInView.as_view(), name="account_login"),
    both("logout/", LogoutView.as_view(http_method_names=views.METHODS), name="account_logout"),
]
