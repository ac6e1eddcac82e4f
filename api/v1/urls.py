"""Addresses of version 1."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from .catalogue import ServiceDetailView, ServiceListView
from .search import SearchView

app_name = "v1"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("services/", ServiceListView.as_view(), name="services"),
    path("services/<slug:slug>/", ServiceDetailView.as_view(), name="service"),
    path("search/", SearchView.as_view(), name="search"),
]
