from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self) -> None:
        from chat.own_data import OWN_DATA
        from profiling.privacy.registry import register

        register(OWN_DATA)
