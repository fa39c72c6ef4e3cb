from praxia.lib.routes import both
from profiling.privacy.api import views

urlpatterns = [
    both("exports/", views.ExportsView.as_view(), name="api_exports"),
    both("exports/<str:export_id>/", views.ExportView.as_view(), name="api_export"),
    both("exports/<str:export_id>/events/", views.ExportEventsView.as_view(), name="api_export_events"),
    both("exports/<str:export_id>/file/", views.ExportFileView.as_view(), name="api_export_file"),
    both("deletion/", views.DeletionView.as_view(), name="api_deletion"),
    both("access-log/", views.AccessLogView.as_view(), name="api_access_log"),
]
