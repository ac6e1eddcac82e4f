"""The page editors of both kinds of service page: what citizens see first comes first."""

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel, ObjectList, Panel, TabbedInterface, TitleFieldPanel
from wagtail.models import Page

from cms.wording.panels import PlainLanguagePanel

from .forms import LocalServicePageForm, ServicePageForm
from .language_panels import GermanTextPanel
from .models import LocalServicePage, ServicePage
from .panels import ChangedSincePanel, PreflightPanel, SharedSaysPanel, field

AT_A_GLANCE = [
    PreflightPanel(heading=_("Before the release")),
    GermanTextPanel(ServicePage.WORDS),
    MultiFieldPanel(
        [
            TitleFieldPanel("title", heading=_("title"), attrs={"id": "field-title"}),
            field("everyday_title"),
            field("teaser"),
            field("spoken_answer"),
        ],
        _("Title and first sentence"),
    ),
    MultiFieldPanel([field("is_free"), field("fees"), field("ways_to_pay")], _("What it costs")),
    MultiFieldPanel([field("processing_time"), field("deadlines"), field("visit_minutes")], _("How long it takes")),
    MultiFieldPanel([field("documents_none_needed"), field("documents")], _("What to bring")),
    MultiFieldPanel([field("responsibility"), field("online_services")], _("Where")),
    MultiFieldPanel(
        [field("is_not_ours"), field("whose_name"), FieldRowPanel([field("whose_phone"), field("whose_url")])],
        _("If it is not ours"),
        classname="collapsed",
    ),
]
IN_DETAIL = [
    MultiFieldPanel([field("short_text"), field("full_text")], _("What it is about")),
    MultiFieldPanel([field("target_group"), field("prerequisites")], _("Who can use it")),
    MultiFieldPanel([field("steps")], _("How it goes")),
    MultiFieldPanel([field("forms")], _("Forms")),
    MultiFieldPanel([field("remedies"), field("notes"), field("legal_basis")], _("Remedies, notes, legal basis")),
]
PLAIN_LANGUAGE = [PlainLanguagePanel()]
HOW_IT_IS_FOUND = [
    MultiFieldPanel(
        [
            field("topics", widget=CheckboxSelectMultiple),
            field("life_situations", widget=CheckboxSelectMultiple),
            field("related_services"),
        ],
        _("Where it stands"),
    ),
    MultiFieldPanel(
        [field("slug"), field("leika_key"), field("seo_title"), field("search_description")],
        _("Address and search engines"),
    ),
]
FOUND_HERE: list[Panel] = []
REVIEW = [
    MultiFieldPanel(
        [
            field("review_on"),
            FieldRowPanel([field("professionally_released_by"), field("professionally_released_on")]),
        ],
        _("Review and professional release"),
    ),
    *Page.settings_panels,
]

ServicePage.edit_handler = TabbedInterface(
    [
        ObjectList(AT_A_GLANCE, heading=_("At a glance")),
        ObjectList(IN_DETAIL, heading=_("In detail")),
        ObjectList(PLAIN_LANGUAGE, heading=_("Plain language")),
        ObjectList(HOW_IT_IS_FOUND, heading=_("How it is found")),
        ObjectList(REVIEW, heading=_("Review")),
    ],
    base_form_class=ServicePageForm,
)

LOCAL = [
    PreflightPanel(heading=_("Before the release")),
    ChangedSincePanel(heading=_("The shared page has changed")),
    MultiFieldPanel([field("service"), field("offered")], _("Service")),
    MultiFieldPanel(
        [
            SharedSaysPanel("whose"),
            field("whose_name"),
            FieldRowPanel([field("whose_phone"), field("whose_url")]),
        ],
        _("If it is not offered: whose it is"),
    ),
    MultiFieldPanel([SharedSaysPanel("office"), field("office")], _("Where")),
    MultiFieldPanel([SharedSaysPanel("fees"), field("fees_mode"), field("is_free"), field("fees")], _("What it costs")),
    MultiFieldPanel(
        [SharedSaysPanel("processing_time"), field("processing_time_mode"), field("processing_time")],
        _("How long it takes"),
    ),
    MultiFieldPanel(
        [
            SharedSaysPanel("documents"),
            field("documents_mode"),
            field("documents_none_needed"),
            field("documents"),
        ],
        _("What to bring"),
    ),
    MultiFieldPanel([SharedSaysPanel("spoken_answer"), field("spoken_answer")], _("Spoken answer")),
    MultiFieldPanel(
        [SharedSaysPanel("text"), field("local_text"), field("local_text_simple"), field("local_text_en")],
        _("Local text"),
    ),
]

LocalServicePage.edit_handler = TabbedInterface(
    [
        ObjectList(LOCAL, heading=_("Local information")),
        ObjectList(PLAIN_LANGUAGE, heading=_("Plain language")),
        ObjectList(FOUND_HERE, heading=_("How it is found")),
        ObjectList(Page.settings_panels, heading=_("Settings")),
    ],
    base_form_class=LocalServicePageForm,
)


def also_say_how_it_is_found(*panels: type[Panel]) -> None:
    """An upper app shows more in the tab “How it is found” of both editors; said when it is ready, before they open."""
    HOW_IT_IS_FOUND.extend(panel() for panel in panels)
    FOUND_HERE.extend(panel() for panel in panels)
