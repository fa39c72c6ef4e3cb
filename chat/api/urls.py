from chat.api import views
from praxia.lib.routes import both

MESSAGE = "chat-sessions/<str:session_id>/messages/<str:message_id>"

urlpatterns = [
    both("chat-sessions/", views.ConversationsView.as_view()),
    both("chat-sessions/<str:session_id>/", views.ConversationView.as_view()),
    both("chat-sessions/<str:session_id>/export/", views.ExportView.as_view()),
    both("chat-sessions/<str:session_id>/messages/", views.MessagesView.as_view()),
    both(f"{MESSAGE}/stop/", views.StopView.as_view()),
    both(f"{MESSAGE}/regenerate/", views.RegenerateView.as_view()),
    both(f"{MESSAGE}/feedback/", views.FeedbackView.as_view()),
    both(f"{MESSAGE}/events/", views.EventsView.as_view()),
]
