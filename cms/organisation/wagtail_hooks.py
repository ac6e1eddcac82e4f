"""The registers of the organisation in Wagtail's admin."""

from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register

from . import forms, models, newcomer_views
from .admin import OwnChoices, Register, SharedRegister
from .log_models import RegisterLogEntry
from .newcomers import may_invite

TOWN_HALL = "organisation.found_partners"


class Partners(Register):
    model = models.Partner
    form_class = forms.PartnerForm
    menu_icon = "home"
    list_display = ["name", "prefix", "land", "phone", "triage_department"]
    list_select_related = ["triage_department"]
    list_filter = ["land"]
    search_fields = ["name", "slug", "prefix"]
    inspect_view_fields = ["name", "slug", "prefix", "land", "phone", "site", "editors", "triage_department"]
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name", permission=TOWN_HALL),
                FieldPanel("slug", permission=TOWN_HALL),
                FieldPanel("prefix", permission=TOWN_HALL),
                FieldPanel("land", permission=TOWN_HALL),
                FieldPanel("site", permission=TOWN_HALL),
            ],
            _("How the partner is called and where it stands"),
        ),
        FieldPanel("phone"),
        FieldPanel("triage_department"),
    ]


class Departments(Register):
    model = models.Department
    menu_icon = "group"
    list_display = ["name", "partner", "parent", "mailbox"]
    list_select_related = ["partner", "parent"]
    list_filter = [("partner", OwnChoices)]
    search_fields = ["name", "mailbox", "partner__name"]
    inspect_view_fields = ["name", "partner", "parent", "mailbox"]
    panels = [FieldPanel("partner"), FieldPanel("name"), FieldPanel("parent"), FieldPanel("mailbox")]


class Locations(Register):
    model = models.Location
    menu_icon = "site"
    list_display = ["name", "street", "postcode", "town", "partner"]
    list_select_related = ["partner"]
    list_filter = [("partner", OwnChoices)]
    search_fields = ["name", "street", "town", "postcode"]
    inspect_view_fields = ["name", "partner", "street", "postcode", "town", "latitude", "longitude"]
    panels = [
        FieldPanel("partner"),
        FieldPanel("name"),
        FieldPanel("street"),
        FieldRowPanel([FieldPanel("postcode"), FieldPanel("town")]),
        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
    ]


class Offices(Register):
    model = models.Office
    form_class = forms.OfficeForm
    menu_icon = "desktop"
    list_display = ["name", "department", "location", "email"]
    list_select_related = ["department__partner", "location"]
    list_filter = [("department__partner", OwnChoices), ("location", OwnChoices)]
    search_fields = ["name", "department__name", "location__name", "contact_points__phone"]
    inspect_view_fields = ["name", "department", "location", "directions", "email", "contact_points"]
    panels = [
        FieldPanel("name"),
        FieldPanel("department"),
        FieldPanel("location"),
        FieldPanel("directions"),
        FieldPanel("email"),
        InlinePanel("contact_points", heading=_("Telephone numbers"), label=_("telephone number")),
        InlinePanel(
            "openingspan_rows",
            heading=_("Visiting hours"),
            label=_("visiting hours"),
            panels=[
                FieldRowPanel([FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")]),
                FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until"), FieldPanel("note")]),
            ],
        ),
    ]


class Responsibilities(SharedRegister):
    model = models.Responsibility
    menu_icon = "tag"
    list_display = ["name"]
    search_fields = ["name"]
    inspect_view_fields = ["name"]
    panels = [FieldPanel("name")]


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


class WeeklyHours(OfOwners):
    model = models.OpeningSpan
    form_class = forms.SpanForm
    menu_icon = "time"
    list_display = ["__str__", "kind", "owner", "valid_from", "valid_until"]
    list_filter = ["kind", "weekday", ("department", OwnChoices), ("office", OwnChoices)]
    search_fields = ["note", "partner__name", "department__name", "office__name", "contact_point__phone"]
    inspect_view_fields = ["kind", "owner", "weekday", "opens", "closes", "valid_from", "valid_until", "note"]
    panels = [
        OfOwners.OWNER_PANELS,
        FieldRowPanel([FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")]),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
        FieldPanel("note"),
    ]


class Exceptions(OfOwners):
    model = models.HoursException
    form_class = forms.ExceptionForm
    menu_icon = "date"
    list_display = ["__str__", "kind", "owner", "opens", "closes"]
    list_filter = ["kind", "date", ("department", OwnChoices), ("office", OwnChoices)]
    search_fields = ["reason", "partner__name", "department__name", "office__name"]
    inspect_view_fields = ["kind", "owner", "date", "opens", "closes", "reason"]
    panels = [
        OfOwners.OWNER_PANELS,
        FieldPanel("date"),
        FieldRowPanel([FieldPanel("opens"), FieldPanel("closes")], help_text=_("Leave both empty for a closed day.")),
        FieldPanel("reason"),
    ]


class Closures(Register):
    model = models.Closure
    form_class = forms.ClosureForm
    menu_icon = "no-view"
    list_display = ["department", "starts_at", "ends_at", "reason"]
    list_select_related = ["department__partner"]
    list_filter = [("department__partner", OwnChoices), ("department", OwnChoices), "starts_at"]
    search_fields = ["reason", "department__name"]
    inspect_view_fields = ["department", "starts_at", "ends_at", "reason"]
    panels = [
        FieldPanel("department"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("reason"),
    ]


REGISTERS = [
    Partners,
    Departments,
    Locations,
    Offices,
    Responsibilities,
    Mappings,
    Memberships,
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
