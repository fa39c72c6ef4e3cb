from chat import views
from praxia.lib.routes import both

urlpatterns = [
    both("chat/", views.talk, name="chat"),
    both("chat/<uuid:session_id>/", views.talk, name="chat_session"),
]
