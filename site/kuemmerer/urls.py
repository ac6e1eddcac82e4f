"""Every address: machines first, then staff, then the town hall, and Wagtail's own pages last."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from kuemmerer.opened import opened

# 500, and 503 while the database is away; 400, 403 and 404 are Django's own views with our templates.
handler500 = "townhall.views.refusals.fault"

urlpatterns = [
    path("api/", include("api.urls")),
    path("admin/login/", RedirectView.as_view(pattern_name="accounts:login", query_string=True)),  # one door
    path("admin/", include(wagtailadmin_urls)),
    path("dokumente/", include(wagtaildocs_urls)),
    path("suche/geoeffnet/", opened, name="search_opened"),
]

if settings.SERVE_MEDIA:
    urlpatterns.append(path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}))

urlpatterns += i18n_patterns(
    path("anmelden/", include("desk.account_urls")),
    path("desk/", include("desk.urls")),
    path("_util/login/", RedirectView.as_view(pattern_name="accounts:login", query_string=True)),  # and no other
    path("", include("townhall.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
