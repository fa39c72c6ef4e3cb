"""Under `/profile/`."""

from praxia.lib.routes import both
from profiling.profile import views

urlpatterns = [
    both("profile/", views.profile, name="profile"),
    both("profile/history/", views.history, name="profile_history"),
    both("profile/consents/", views.consents, name="profile_consents"),
    both("profile/sharing/", views.sharing, name="profile_sharing"),
    both("profile/shared/<uuid:owner_id>/", views.shared, name="profile_shared"),
    both("profile/begin/", views.begin, name="profile_begin"),
]
