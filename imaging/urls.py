from imaging import views
from praxia.lib.routes import both

urlpatterns = [
    both("xray/", views.studies, name="xray"),
    both("xray/<uuid:study_id>/", views.study, name="xray_study"),
    both("xray/shared/<uuid:owner_id>/", views.shared, name="xray_shared"),
    both("xray/models/<str:name>/", views.model, name="xray_model"),
]
