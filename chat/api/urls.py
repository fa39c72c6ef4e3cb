from chat.api import consultations, triage, views
from praxia.lib.routes import both

MESSAGE = "chat-sessions/<str:session_id>/messages/<str:message_id>"

urlpatterns = [
    both("triage/", triage.TriageView.as_view()),
    both("consultations/", consultations.ConsultationsView.as_view()),
    both("consultations/<str:consultation_id>/", consultations.ConsultationView.as_view()),
    both("chat-sessions/", views.ConversationsView.as_view()),
    both("chat-sessions/<str:session_id>/", views.ConversationView.as_view()),
    both("chat-sessions/<str:session_id>/export/", views.ExportView.as_view()),
    both("chat-sessions/<str:session_id>/messages/", views.MessagesView.as_view()),
    both(f"{MESSAGE}/stop/", views.StopView.as_view()),
    both(f"{MESSAGE}/regenerate/", views.RegenerateView.as_view()),
    both(f"{MESSAGE}/feedback/", views.FeedbackView.as_view()),
    both(f"{MESSAGE}/events/", views.EventsView.as_view()),
]
