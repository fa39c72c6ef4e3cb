from django.urls import path

from chat import views

urlpatterns = [
    path("", views.talk, name="chat"),
    path("<uuid:session_id>/", views.talk, name="chat_session"),
]
