from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from pages import editors

        user_logged_in.connect(editors.on_sign_in, dispatch_uid="pages.editors")
