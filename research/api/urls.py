from praxia.lib.routes import both
from research.api import news, views

urlpatterns = [
    both("health-news/", news.NewsView.as_view()),
    both("research/", views.SearchesView.as_view()),
    both("research/<str:search_id>/", views.SearchView.as_view()),
    both("research/<str:search_id>/stop/", views.StopView.as_view()),
    both("research/<str:search_id>/events/", views.EventsView.as_view()),
    both("research/<str:search_id>/export/", views.ExportView.as_view()),
]
