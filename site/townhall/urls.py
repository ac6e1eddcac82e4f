"""Addresses of the town hall; German, because citizens read them aloud."""

from django.urls import path

from .views import asking, finding, helpful, machines, places, reading, service, status

app_name = "townhall"
urlpatterns = [
    path("", reading.home, name="home"),
    path("leistungen/", reading.services, name="services"),
    path("leistungen/<slug:slug>/", service.service, name="service"),
    path("leistungen/<slug:slug>/mitbringen/", service.checklist, name="checklist"),
    path("leistungen/<slug:slug>/hilfreich/", helpful.helpful, name="helpful"),
    path("themen/", reading.topics, name="topics"),
    path("themen/<slug:slug>/", reading.topic, name="topic"),
    path("lebenslagen/", reading.situations, name="situations"),
    path("lebenslagen/<slug:slug>/", reading.situation, name="situation"),
    path("aemter/", places.departments, name="departments"),
    path("aemter/<slug:slug>/", places.department, name="department"),
    path("dienststellen/<slug:slug>/", places.office, name="office"),
    path("standorte/<slug:slug>/", places.location, name="location"),
    path("suche/", finding.search, name="search"),
    path("suche/vorschlaege/", finding.suggestions, name="suggestions"),
    path("anliegen/", status.status, name="status"),
    path("anliegen/neu/", asking.ask, name="ask"),
    path("anliegen/gesendet/", asking.sent, name="sent"),
    path("anliegen/<slug:reference>/", status.status, name="status_of"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", machines.sitemap_part, name="sitemap_part"),
    path("partner.css", machines.colours, name="colours"),
    path("zeichen.svg", machines.sign, name="sign"),
    path("favicon.ico", machines.favicon, name="favicon"),
]
