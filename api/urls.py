"""Addresses of the API: our own first version, and Wagtail's for editorial pages, images and documents."""

from django.urls import include, path

from .editorial import router as editorial_router

urlpatterns = [
    path("v1/", include("api.v1.urls")),
    path("v2/", editorial_router.urls),
]
