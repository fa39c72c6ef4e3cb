"""Under `/accounts/`. Only those pages of allauth that Praxia has made its own; the names are allauth's where it has one."""

from __future__ import annotations

from allauth.account.views import LogoutView

from praxia.lib.routes import both
from profiling.views import entering, mailed, own, pages, two_factor

urlpatterns = [
    both("signup/", entering.SignUpView.as_view(), name="account_signup"),
    both("login/", entering.SignInView.as_view(), name="account_login"),
    both("login/code/", entering.SecondFactorView.as_view(), name="mfa_authenticate"),
    both("logout/", LogoutView.as_view(http_method_names=pages.METHODS), name="account_logout"),
    both("visit/", entering.visit, name="visit"),
    both("confirm/", mailed.ConfirmView.as_view(), name="account_confirm"),
    both("confirm/again/", mailed.ConfirmAgainView.as_view(), name="account_email_verification_sent"),
    both("confirm/own/", own.confirm_own, name="account_confirm_own"),
    both("password/forgotten/", mailed.ForgotView.as_view(), name="account_reset_password"),
    both("password/new/", mailed.NewPasswordView.as_view(), name="account_reset_password_from_key"),
    both("password/", own.PasswordView.as_view(), name="account_change_password"),
    both("email/", own.EmailView.as_view(), name="account_email"),
    both("devices/", own.devices, name="usersessions_list"),
    both("letters/", mailed.letters, name="letters"),
    both("2fa/", two_factor.TwoFactorView.as_view(), name="mfa_index"),
    both("2fa/on/", two_factor.FirstCodeView.as_view(), name="mfa_activate_totp"),
    both("2fa/off/", two_factor.OffView.as_view(), name="mfa_deactivate_totp"),
    both("2fa/codes/", two_factor.RecoveryCodesView.as_view(), name="mfa_generate_recovery_codes"),
    both("2fa/passkeys/", two_factor.PasskeyAddView.as_view(), name="mfa_add_webauthn"),
    both("2fa/passkeys/<int:passkey_id>/", two_factor.PasskeyRemoveView.as_view(), name="mfa_remove_webauthn"),
]
