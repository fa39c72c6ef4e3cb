from imaging.api import views
from praxia.lib.routes import both

STUDY = "xray-analyses/<str:study_id>"

urlpatterns = [
    both("xray-analyses/", views.StudiesView.as_view()),
    both(f"{STUDY}/", views.StudyView.as_view()),
    both(f"{STUDY}/image/", views.PictureView.as_view()),
    both(f"{STUDY}/heatmap/<str:finding>.png/", views.HeatmapView.as_view()),
    both(f"{STUDY}/report.dcm/", views.ReportView.as_view()),
    both(f"{STUDY}/explanation/", views.ExplanationView.as_view()),
    both(f"{STUDY}/events/", views.EventsView.as_view()),
]
