"""Under `/privacy/`, beside the public page of that address."""

from praxia.lib.routes import both
from profiling.privacy import views

urlpatterns = [
    both("data/", views.own_data, name="own_data"),
    both("data/export/", views.export, name="own_data_export_order"),
    both("data/export/<uuid:export_id>/", views.export_shown, name="own_data_export"),
    both("data/export/<uuid:export_id>/file/", views.archive, name="own_data_archive"),
    both("data/delete/", views.delete, name="own_data_delete"),
    both("data/delete/cancel/", views.cancel, name="own_data_delete_cancel"),
    both("log/", views.log, name="access_log"),
]
