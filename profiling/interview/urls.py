from praxia.lib.routes import both
from profiling.interview import views

urlpatterns = [both("interview/", views.interview, name="interview")]
