from praxia.lib.routes import both
from profiling.profile.api import views

urlpatterns = [
    both("profile/", views.ProfileView.as_view(), name="api_profile"),
    both("profile/history/", views.HistoryView.as_view()),
    both("profile/undo/", views.UndoView.as_view()),
    both("profile/picture/", views.PictureView.as_view(), name="api_profile_picture"),
    both("profile/consents/", views.ConsentsView.as_view()),
    both("profile/shares/", views.SharesView.as_view()),
    both("profile/shares/<str:share_id>/", views.ShareView.as_view()),
    both("profile/shared/", views.GotListView.as_view()),
    both("profile/shared/<str:owner_id>/", views.GotView.as_view()),
]
