from chat import views
from praxia.lib.routes import both

urlpatterns = [
    both("chat/", views.talk, name="chat"),
    both("chat/<uuid:session_id>/", views.talk, name="chat_session"),
    both("chat/shared/<uuid:owner_id>/", views.shared_talks, name="chat_shared"),
    both("chat/shared/<uuid:owner_id>/<uuid:session_id>/", views.shared_talk, name="chat_shared_session"),
]
