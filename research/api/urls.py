from praxia.lib.routes import both
from research.api import news, saved, views

urlpatterns = [
    both("health-news/", news.NewsView.as_view()),
    both("research/", views.SearchesView.as_view()),
    both("research/saved/", saved.SavedListView.as_view()),
    both("research/saved/export/", saved.SavedExportView.as_view()),
    both("research/saved/<str:saved_id>/", saved.SavedView.as_view()),
    both("research/collections/", saved.CollectionsView.as_view()),
    both("research/collections/<str:collection_id>/", saved.CollectionView.as_view()),
    both("research/notices/", saved.NoticesView.as_view()),
    both("research/notices/seen/", saved.NoticesSeenView.as_view()),
    both("research/<str:search_id>/", views.SearchView.as_view()),
    both("research/<str:search_id>/stop/", views.StopView.as_view()),
    both("research/<str:search_id>/events/", views.EventsView.as_view()),
    both("research/<str:search_id>/export/", views.ExportView.as_view()),
]
