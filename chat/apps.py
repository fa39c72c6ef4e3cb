from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = "Talks and knowledge"

    def ready(self) -> None:
        from chat.own_data import OWN_DATA
        from chat.services import conversations_take
        from profiling import guests
        from profiling.privacy.registry import register

        register(OWN_DATA)
        guests.on_sign_in(conversations_take)
