"""Addresses of version 1."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from api.reference import ReferencePage
from api.schema import SchemaView

from .agents import AgentSearchView
from .case_types import CaseTypeDetail, CaseTypeList
from .cases import ContentView, OpenView, PromiseView, StateView
from .catalogue import ServiceList, ServiceOne
from .departments import DepartmentDetail, DepartmentList
from .files import FileView
from .index import IndexView
from .items import AnswerView, HandBackView, ItemFile, ItemList, ItemOne, TakeView
from .notices import NoticeList
from .offices import OfficeDetail, OfficeList
from .partners import PartnerDetail, PartnerList
from .places import PlaceList
from .search import SearchView, SuggestView
from .topics import LifeSituationList, TopicList

app_name = "v1"
urlpatterns = [
    path("", IndexView.as_view(), name="index"),
    # Nothing is sent here, so who tries hears that, and not of a token she lacks.
    path("docs/", csrf_exempt(ReferencePage.as_view()), name="docs"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("partners/", PartnerList.as_view(), name="partners"),
    path("partners/<slug:slug>/", PartnerDetail.as_view(), name="partner"),
    path("places/", PlaceList.as_view(), name="places"),
    path("services/", ServiceList.as_view(), name="services"),
    path("services/<slug:slug>/", ServiceOne.as_view(), name="service"),
    path("departments/", DepartmentList.as_view(), name="departments"),
    path("departments/<slug:slug>/", DepartmentDetail.as_view(), name="department"),
    path("offices/", OfficeList.as_view(), name="offices"),
    path("offices/<slug:slug>/", OfficeDetail.as_view(), name="office"),
    path("topics/", TopicList.as_view(), name="topics"),
    path("life-situations/", LifeSituationList.as_view(), name="life-situations"),
    path("notices/", NoticeList.as_view(), name="notices"),
    path("search/", SearchView.as_view(), name="search"),
    path("agents/search/", AgentSearchView.as_view(), name="agent-search"),
    path("suggest/", SuggestView.as_view(), name="suggest"),
    path("case-types/", CaseTypeList.as_view(), name="case-types"),
    path("case-types/<slug:slug>/", CaseTypeDetail.as_view(), name="case-type"),
    path("cases/", OpenView.as_view(), name="cases"),
    path("cases/promise/", PromiseView.as_view(), name="promise"),
    path("cases/<slug:reference>/", StateView.as_view(), name="case"),
    path("cases/<slug:reference>/content/", ContentView.as_view(), name="case-content"),
    path("files/", FileView.as_view(), name="files"),
    path("items/", ItemList.as_view(), name="items"),
    path("items/<int:id>/", ItemOne.as_view(), name="item"),
    path("items/<int:id>/files/<int:file>/", ItemFile.as_view(), name="item-file"),
    path("items/<int:id>/take/", TakeView.as_view(), name="item-take"),
    path("items/<int:id>/answer/", AnswerView.as_view(), name="item-answer"),
    path("items/<int:id>/hand-back/", HandBackView.as_view(), name="item-hand-back"),
]
