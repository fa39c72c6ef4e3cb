from praxia.lib.routes import both
from profiling.interview.api import views

urlpatterns = [
    both("profile/initialize/<str:session_id>/", views.InitializeView.as_view()),
    both("profile/userAnswer/<str:session_id>/", views.AnswerView.as_view()),
    both("profile/wellness/<str:session_id>/", views.SessionView.as_view()),
    both("profile/wellness/<str:session_id>/confirm/", views.ConfirmView.as_view()),
    both("profile/wellness/<str:session_id>/events/", views.EventsView.as_view()),
]
