"""Paths of community teams."""

from django.urls import path

from teams.views import members, officials

app_name = "teams"

_HOUSEHOLD = "ho-tro/to/<int:pk>/ho/<int:household>"

urlpatterns = [
    path("ho-tro/to/", members.MineView.as_view(), name="mine"),
    path("ho-tro/to/<int:pk>/", members.TeamView.as_view(), name="team"),
    path(f"{_HOUSEHOLD}/hen/", members.PlanView.as_view(), name="plan"),
    path(f"{_HOUSEHOLD}/da-den/", members.MakeView.as_view(), name="make"),
    path(f"{_HOUSEHOLD}/bo-hen/", members.CallOffView.as_view(), name="call-off"),
    path("duyet/to-cong-nghe-so/", officials.TeamsView.as_view(), name="teams"),
    path("duyet/to-cong-nghe-so/<int:pk>/", officials.TeamView.as_view(), name="one"),
    path("duyet/to-cong-nghe-so/<int:pk>/xa/", officials.AddPlaceView.as_view(), name="add-place"),
    path("thong-ke/to/", officials.ResultsView.as_view(), name="results"),
    path("thong-ke/to/tai-ve.csv", officials.ResultsFileView.as_view(), name="results-csv"),
]
