"""What Wagtail's admin looks like here: mended where its own styles cannot be read, measured or used on a telephone."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def styles():
    return format_html('<link rel="stylesheet" href="{}">', static("kuemmerer/admin.css"))


@hooks.register("insert_global_admin_js")
def names_of_editors():
    return format_html('<script src="{}"></script>', static("kuemmerer/admin.js"))


@hooks.register("insert_global_admin_js")
def dates_as_they_were_typed():
    return format_html('<script src="{}"></script>', static("kuemmerer/dates.js"))
