"""The registers of the organisation in Wagtail's admin."""

from django.db.models import Count
from django.urls import path, reverse_lazy
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register

from . import admin_views, forms, models, newcomer_views
from .admin import OwnChoices, Register, SharedRegister
from .filters import Ended, Unmapped
from .log_models import RegisterLogEntry
from .newcomers import may_invite
from .searching import ByDigits

TOWN_HALL = "organisation.found_partners"
WHAT_LEVELS_DO = _(
    "“Information”: people are told whom to turn to, nothing is forwarded. “Information and forwarding”: concerns are "
    "taken in with a promised date. “Full service”: everything the centre can do. What is open already is still "
    "answered."
)


class Partners(Register):
    model = models.Partner
    form_class = forms.PartnerForm
    menu_icon = "home"
    list_display = ["name", "host", "kind", "prefix", "land", "phone", "triage_department"]
    list_select_related = ["triage_department", "site", "editors", "logo"]
    list_filter = ["kind", "land", "service_level", "centre_approves"]
    search_fields = ["name", "slug", "prefix", "municipality_key", "phone", "site__hostname"]
    list_export = [
        "name",
        "kind",
        "slug",
        "prefix",
        "land",
        "municipality_key",
        "host",
        "phone",
        "greeting",
        "service_level",
        "languages",
        "colour",
        "colour_dark",
        "triage_department",
        "centre_approves",
    ]
    inspect_view_fields = [*list_export, "logo", "editors"]
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name", permission=TOWN_HALL),
                FieldPanel("slug", permission=TOWN_HALL),
                FieldPanel("prefix", permission=TOWN_HALL),
                FieldPanel("kind", permission=TOWN_HALL),
                FieldPanel("land", permission=TOWN_HALL),
                FieldPanel("municipality_key", permission=TOWN_HALL),
                FieldPanel("site", permission=TOWN_HALL),
            ],
            _("How the partner is called and where it stands"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("service_level", permission=TOWN_HALL, help_text=WHAT_LEVELS_DO),
                FieldPanel("languages", permission=TOWN_HALL),
                FieldPanel("centre_approves", permission=TOWN_HALL),
            ],
            _("What the service centre does for it"),
        ),
        MultiFieldPanel(
            [FieldPanel("phone"), FieldPanel("greeting"), FieldPanel("triage_department")], _("Who answers")
        ),
        MultiFieldPanel(
            [FieldPanel("colour"), FieldPanel("colour_dark"), FieldPanel("logo")],
            _("How its pages look"),
            help_text=_("Everything else follows the KERN theme. Colours that could not be read are refused."),
        ),
    ]
    row_views = {"hours": admin_views.YearOfHours}

    def host(self, row):
        return row.site.hostname if row.site else ""

    host.short_description = _("host name")
    host.admin_order_field = "site__hostname"


class Departments(Register):
    model = models.Department
    form_class = forms.DepartmentForm
    menu_icon = "group"
    list_display = ["name", "partner", "parent", "mailbox", "ended_on"]
    list_select_related = ["partner", "parent"]
    list_filter = [("partner", OwnChoices), "service_level", Ended]
    search_fields = ["name", "description", "mailbox", "partner__name"]
    list_export = ["partner", "name", "slug", "parent", "description", "mailbox", "service_level", "ended_on"]
    inspect_view_fields = list_export
    panels = [
        FieldPanel("partner"),
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("parent"),
        FieldPanel("description"),
        FieldPanel("mailbox"),
        FieldPanel(
            "service_level", help_text=format_lazy("{} {}", _("Empty: as for the whole partner."), WHAT_LEVELS_DO)
        ),
    ]
    row_views = {
        "hours": admin_views.YearOfHours,
        "mailbox": admin_views.Mailbox,
        "end": admin_views.EndDepartment,
    }


class Locations(Register):
    model = models.Location
    menu_icon = "site"
    list_display = ["name", "street", "postcode", "town", "partner"]
    list_select_related = ["partner"]
    list_filter = [("partner", OwnChoices), "town"]
    search_fields = ["name", "street", "town", "postcode"]
    list_export = ["partner", "name", "slug", "street", "postcode", "town", "latitude", "longitude"]
    inspect_view_fields = list_export
    panels = [
        FieldPanel("partner"),
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("street"),
        FieldRowPanel([FieldPanel("postcode"), FieldPanel("town")]),
        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
    ]


class VisitingHoursPanel(InlinePanel):
    """Hours among the rest of an office, with the question whether they go over midnight."""

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = forms.InlineSpanForm
        return options


class Offices(Register):
    model = models.Office
    form_class = forms.OfficeForm
    menu_icon = "desktop"
    list_display = ["name", "department", "location", "email"]
    list_select_related = ["partner", "department__partner", "location"]
    list_filter = [("partner", OwnChoices), ("department", OwnChoices), ("location", OwnChoices)]
    search_fields = ["name", "department__name", "location__name", "contact_points__phone"]
    list_export = ["partner", "name", "slug", "department", "location", "directions", "email"]
    inspect_view_fields = [*list_export, "numbers"]
    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("department"),
        FieldPanel("location"),
        FieldPanel("directions"),
        FieldPanel("email"),
        InlinePanel("contact_points", heading=_("Telephone numbers"), label=_("telephone number")),
        VisitingHoursPanel(
            "openingspan_rows",
            heading=_("Visiting hours"),
            label=_("visiting hours"),
            panels=[
                FieldRowPanel([FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")]),
                FieldPanel("over_midnight"),
                FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until"), FieldPanel("note")]),
            ],
        ),
    ]
    row_views = {"hours": admin_views.YearOfHours}

    def numbers(self, row):
        return [f"{point.phone} ({point.label})" if point.label else point.phone for point in row.contact_points.all()]

    numbers.short_description = _("Telephone numbers")


class ContactPoints(Register):
    """Every number of every office, to be found by its digits: who picks up, and which pages show it."""

    model = models.ContactPoint
    form_class = forms.ContactPointForm
    menu_icon = "mobile-alt"
    list_display = ["phone", "label", "office"]
    list_select_related = ["office__department__partner", "office__partner"]
    list_filter = [("office__partner", OwnChoices), ("office", OwnChoices)]
    search_fields = ["phone", "label", "office__name"]
    search_handler_class = ByDigits
    list_export = ["office", "label", "phone"]
    inspect_view_fields = list_export
    panels = [FieldPanel("office"), FieldPanel("label"), FieldPanel("phone")]
    row_views = {"hours": admin_views.YearOfHours}


class Places(Register):
    """The centre says who serves which place; partners see their own."""

    model = models.Place
    menu_icon = "site"
    list_display = ["name", "kind", "postcode", "partner", "served_by"]
    list_select_related = ["partner"]
    list_filter = ["kind", ("partner", OwnChoices)]
    search_fields = ["name", "postcode", "served_by", "partner__name"]
    list_export = ["name", "kind", "postcode", "partner", "served_by", "served_by_phone", "served_by_url"]
    inspect_view_fields = list_export
    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("postcode")]),
        FieldPanel("name"),
        FieldPanel("partner"),
        MultiFieldPanel(
            [FieldPanel("served_by"), FieldRowPanel([FieldPanel("served_by_phone"), FieldPanel("served_by_url")])],
            _("If somebody else serves this place"),
        ),
    ]


class DialledNumbers(Register):
    """Which number people called says for whom they called."""

    model = models.DialledNumber
    menu_icon = "mobile-alt"
    list_display = ["spoken", "label", "partner"]
    list_select_related = ["partner"]
    list_filter = [("partner", OwnChoices)]
    search_fields = ["number", "label", "partner__name"]
    search_handler_class = ByDigits
    list_export = ["number", "label", "partner"]
    inspect_view_fields = ["spoken", "label", "partner"]
    panels = [FieldPanel("number"), FieldPanel("label"), FieldPanel("partner")]

    def spoken(self, row):
        return row.spoken

    spoken.short_description = _("number")
    spoken.admin_order_field = "number"


class Colleagues(Register):
    """The staff directory, which agents read at their desk."""

    model = models.Colleague
    menu_icon = "user"
    list_display = ["name", "department", "tasks", "room", "phone", "email"]
    list_select_related = ["department__partner"]
    list_filter = [("department__partner", OwnChoices), ("department", OwnChoices)]
    search_fields = ["name", "tasks", "room", "phone", "email", "department__name"]
    search_handler_class = ByDigits
    list_export = ["partner", "department", "name", "tasks", "room", "phone", "email"]
    inspect_view_fields = ["name", "department", "tasks", "room", "phone", "email"]
    panels = [
        FieldPanel("department"),
        FieldPanel("name"),
        FieldPanel("tasks"),
        FieldRowPanel([FieldPanel("room"), FieldPanel("phone")]),
        FieldPanel("email"),
    ]
    list_views = {"import": admin_views.ImportColleagues}
    index_template_name = "modeladmin/organisation/colleague/index.html"

    def partner(self, row):
        return row.department.partner

    partner.short_description = _("partner")


class Responsibilities(SharedRegister):
    model = models.Responsibility
    menu_icon = "tag"
    list_display = ["name", "held_by"]
    search_fields = ["name"]
    list_filter = [Unmapped]
    inspect_view_fields = ["name"]
    panels = [FieldPanel("name")]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(holders=Count("mappings__partner", distinct=True))

    def held_by(self, row):
        return row.holders

    held_by.short_description = _("partners that have mapped it")
    held_by.admin_order_field = "holders"


class Mappings(Register):
    model = models.ResponsibilityMapping
    menu_icon = "link"
    list_display = ["responsibility", "office", "partner", "position"]
    list_select_related = ["responsibility", "office", "partner"]
    list_filter = [("partner", OwnChoices), ("office", OwnChoices)]
    search_fields = ["responsibility__name", "office__name"]
    inspect_view_fields = ["partner", "responsibility", "office", "position"]
    panels = [FieldPanel("partner"), FieldPanel("responsibility"), FieldPanel("office"), FieldPanel("position")]


class Memberships(Register):
    model = models.Membership
    form_class = forms.MembershipForm
    menu_icon = "user"
    list_display = ["user", "department", "function"]
    list_select_related = ["user", "department__partner"]
    list_filter = [("department__partner", OwnChoices), ("department", OwnChoices), "function"]
    search_fields = ["user__last_name", "user__first_name", "user__email", "department__name"]
    inspect_view_fields = ["user", "department", "function"]
    panels = [FieldPanel("user"), FieldPanel("department"), FieldPanel("function")]


class OfOwners(Register):
    """Hours of four kinds of owners in one list."""

    list_select_related = [
        "partner",
        "department__partner",
        "office__department__partner",
        "contact_point__office__department__partner",
    ]
    OWNER_PANELS = MultiFieldPanel(
        [FieldPanel("partner"), FieldPanel("department"), FieldPanel("office"), FieldPanel("contact_point")],
        _("Whose hours these are"),
        help_text=_(
            "Choose one. Hours of a partner or a department are service hours, in which promises run; "
            "hours of an office are visiting hours, those of a number telephone hours."
        ),
    )

    def owner(self, row):
        return row.owner

    owner.short_description = _("whose")

    def year(self, row):
        return format_html('<a href="{}">{}</a>', admin_views.year_address(row.owner), _("Year view"))

    year.short_description = _("what counts")


class WeeklyHours(OfOwners):
    model = models.OpeningSpan
    form_class = forms.SpanForm
    menu_icon = "time"
    list_display = ["__str__", "kind", "owner", "valid_from", "valid_until", "year"]
    list_filter = ["kind", "weekday", ("partner", OwnChoices), ("department", OwnChoices), ("office", OwnChoices)]
    search_fields = ["note", "partner__name", "department__name", "office__name", "contact_point__phone"]
    list_export = ["kind", "owner", "weekday", "opens", "closes", "valid_from", "valid_until", "note"]
    inspect_view_fields = [*list_export, "year"]
    panels = [
        OfOwners.OWNER_PANELS,
        FieldRowPanel([FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")]),
        FieldPanel("over_midnight"),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
        FieldPanel("note"),
    ]


class Exceptions(OfOwners):
    model = models.HoursException
    form_class = forms.ExceptionForm
    menu_icon = "date"
    list_display = ["__str__", "kind", "owner", "opens", "closes", "year"]
    list_filter = ["kind", "date", ("partner", OwnChoices), ("department", OwnChoices), ("office", OwnChoices)]
    search_fields = ["reason", "partner__name", "department__name", "office__name"]
    list_export = ["kind", "owner", "date", "opens", "closes", "reason"]
    inspect_view_fields = [*list_export, "year"]
    panels = [
        OfOwners.OWNER_PANELS,
        FieldPanel("date"),
        FieldRowPanel([FieldPanel("opens"), FieldPanel("closes")], help_text=_("Leave both empty for a closed day.")),
        FieldPanel("over_midnight"),
        FieldPanel("reason"),
    ]


class Closures(Register):
    model = models.Closure
    form_class = forms.ClosureForm
    menu_icon = "no-view"
    list_display = ["department", "starts_at", "ends_at", "reason", "year"]
    list_select_related = ["department__partner"]
    list_filter = [("department__partner", OwnChoices), ("department", OwnChoices), "starts_at"]
    search_fields = ["reason", "department__name"]
    list_export = ["department", "starts_at", "ends_at", "reason"]
    inspect_view_fields = [*list_export, "year"]
    panels = [
        FieldPanel("department"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("reason"),
    ]
    year = OfOwners.year


REGISTERS = [
    Partners,
    Places,
    DialledNumbers,
    Departments,
    Locations,
    Offices,
    ContactPoints,
    Responsibilities,
    Mappings,
    Memberships,
    Colleagues,
    WeeklyHours,
    Exceptions,
    Closures,
]


class Organisation(ModelAdminGroup):
    menu_label = _("Organisation")
    menu_icon = "group"
    menu_order = 300
    items = REGISTERS


modeladmin_register(Organisation)


@hooks.register("register_log_actions")
def keep_an_own_log(actions):
    for register in REGISTERS:
        actions.register_model(register.model, RegisterLogEntry)


@hooks.register("register_admin_urls")
def addresses_of_people():
    return [
        path("personen/einladen/", newcomer_views.NewPerson.as_view(), name="organisation_new_person"),
        path("personen/einladen/<int:person>/link/", newcomer_views.link_anew, name="organisation_link_anew"),
    ]


class InviteItem(MenuItem):
    def is_shown(self, request):
        return may_invite(request.user)


@hooks.register("register_settings_menu_item")
def invite_people():
    return InviteItem(_("Invite a person"), reverse_lazy("organisation_new_person"), icon_name="user", order=599)
