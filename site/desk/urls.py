"""Addresses of the staff's screens."""

from django.urls import path

from .views import (
    absence,
    bulletins,
    by_mail,
    case,
    directory,
    forward,
    home,
    inbox,
    knowledge,
    lead,
    post,
    proof,
    search_cases,
)

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("wissen/", knowledge.knowledge, name="knowledge"),
    path("wissen/treffer/", knowledge.results, name="results"),
    path("wissen/<slug:partner>/<slug:slug>/", knowledge.card, name="card"),
    path("wissen/<slug:partner>/<slug:slug>/hinweis/", knowledge.add_note, name="add_note"),
    path("wissen/<slug:partner>/<slug:slug>/hinweis/<int:note>/", knowledge.change_note, name="change_note"),
    path("wissen/<slug:partner>/<slug:kind>/<int:number>/", knowledge.other_card, name="other_card"),
    path("mitteilungen/", bulletins.bulletins, name="bulletins"),
    path("mitteilungen/<int:bulletin>/gelesen/", bulletins.mark_as_read, name="mark_as_read"),
    path("verzeichnis/", directory.directory, name="directory"),
    path("weiterleiten/gesendet/", forward.forwarded, name="forwarded"),
    path("weiterleiten/<slug:partner>/", forward.forward, name="forward"),
    path("weiterleiten/<slug:partner>/<slug:slug>/", forward.forward, name="forward"),
    path("eingang/", inbox.inbox, name="inbox"),
    path("eingang/mehrere/", inbox.several, name="several"),
    path("eingang/suche/", search_cases.find, name="find"),
    path("eingang/leitung/", lead.lead, name="lead"),
    path("eingang/abwesenheit/", absence.absence, name="absence"),
    path("eingang/abwesenheit/<int:number>/beenden/", absence.end, name="end_absence"),
    path("eingang/<int:item>/nehmen/", inbox.take, name="take"),
    path("eingang/<int:item>/zurueckgeben/", inbox.give_back, name="give_back"),
    path("anliegen/<slug:reference>/", case.case, name="case"),
    path("anliegen/<slug:reference>/da/", case.present, name="present"),
    path("post/", post.mails, name="mails"),
    path("post/<int:number>/", post.mail, name="mail"),
    path("per-post/<str:token>/", by_mail.by_mail, name="by_mail"),
    path("postfach/<str:token>/", by_mail.confirm_mailbox, name="confirm_mailbox"),
    path("anliegen/<slug:reference>/dateien/<int:number>/", case.file, name="file"),
    path("nachweis/", proof.proof, name="proof"),
]
