from __future__ import annotations

from praxia.lib.routes import both
from profiling.api import mailed, two_factor, views

urlpatterns = [
    both("register/", views.RegisterView.as_view(), name="api_register"),
    both("login/", views.LoginView.as_view(), name="api_login"),
    both("renew/", views.RenewView.as_view(), name="api_renew"),
    both("logout/", views.LogoutView.as_view(), name="api_logout"),
    both("logout-all/", views.LogoutAllView.as_view(), name="api_logout_all"),
    both("sessions/", views.SessionsView.as_view(), name="api_sessions"),
    both("sessions/<uuid:session_id>/", views.SessionView.as_view(), name="api_session"),
    both("ws-ticket/", views.TicketView.as_view(), name="api_ws_ticket"),
    both("verify-email/", mailed.VerifyView.as_view(), name="api_verify_email"),
    both("verify_email/", mailed.VerifyAliasView.as_view()),
    both("resend-verification-email/", mailed.ResendView.as_view(), name="api_resend_verification"),
    both("email-change/", mailed.EmailChangeView.as_view(), name="api_email_change"),
    both("password-reset/", mailed.ResetView.as_view(), name="api_password_reset"),
    both("password-reset-request/", mailed.ResetAliasView.as_view()),
    both("password-reset/confirm/", mailed.ResetConfirmView.as_view(), name="api_password_reset_confirm"),
    both("password-reset-confirm/", mailed.ResetConfirmAliasView.as_view()),
    both("password-change/", views.PasswordChangeView.as_view(), name="api_password_change"),
    both("2fa/status/", two_factor.StatusView.as_view(), name="api_2fa_status"),
    both("2fa/setup/", two_factor.SetupView.as_view(), name="api_2fa_setup"),
    both("2fa/verify/", two_factor.VerifyView.as_view(), name="api_2fa_verify"),
    both("2fa/disable/", two_factor.DisableView.as_view(), name="api_2fa_disable"),
    both("2fa/recovery-codes/", two_factor.RecoveryCodesView.as_view(), name="api_2fa_recovery_codes"),
]
