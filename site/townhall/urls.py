"""Addresses of the town hall; German, because citizens read them aloud."""

from django.urls import path

from .views import asking, finding, machines, reading, status

app_name = "townhall"
urlpatterns = [
    path("", reading.home, name="home"),
    path("leistungen/", reading.services, name="services"),
    path("leistungen/<slug:slug>/", reading.service, name="service"),
    path("themen/", reading.topics, name="topics"),
    path("themen/<slug:slug>/", reading.topic, name="topic"),
    path("suche/", finding.search, name="search"),
    path("anliegen/", status.status, name="status"),
    path("anliegen/neu/", asking.ask, name="ask"),
    path("anliegen/gesendet/", asking.sent, name="sent"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
]
