from praxia.lib.routes import both
from research import views

urlpatterns = [
    both("research/", views.ask, name="research"),
    both("research/saved/", views.saved, name="research_saved"),
    both("research/saved/export/", views.saved_export, name="research_saved_export"),
    both("research/notices/seen/", views.notices_seen, name="research_notices_seen"),
    both("research/<uuid:search_id>/", views.answer, name="research_search"),
    both("research/<uuid:search_id>/export/", views.answer_export, name="research_export"),
]
