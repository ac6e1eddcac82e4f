"""Departments' work over the API: in the name of a token's person, what the inbox of her departments holds."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import addresses, parameters, writing
from api.reading import Reading, ReadingList
from api.tokens import ByToken, WorksInADepartment
from cms.accounts.models import User
from cms.organisation.models import Department
from kuemmerer.file_fields import handed_out
from workflows.cases import actions
from workflows.cases.errors import NotThisStep
from workflows.cases.models import Case, CaseFile, WorkItem

ANSWER, VIEW = "answer", "consult"
# Who only says what she knows, or is told, need not know who asked.
WITHOUT_DETAILS = (VIEW, "acknowledge")


class ItemSerializer(serializers.Serializer):
    """One open step in the inbox of a department."""

    id = serializers.IntegerField()
    reference = serializers.CharField(source="case.reference")
    step = serializers.CharField(help_text="`answer` and `consult` are answered here, all else at the desk.")
    title = serializers.CharField(help_text="What is to be done.")
    case_type = serializers.CharField(source="case.version.case_type.slug")
    partner = serializers.CharField(source="case.partner.slug")
    department = serializers.CharField(source="department.slug")
    service = serializers.CharField(source="case.service.slug", default="", help_text="Empty if it is about none.")
    arrived_at = serializers.DateTimeField(source="created_at")
    due_at = serializers.DateTimeField()
    is_overdue = serializers.BooleanField()
    is_escalated = serializers.SerializerMethodField()
    taken_by = serializers.SerializerMethodField(help_text="`you`, `somebody` or `nobody`.")
    promised_at = serializers.DateTimeField(source="case.promised_at")
    url = serializers.SerializerMethodField(help_text="Its address in this API.")
    html_url = serializers.SerializerMethodField(help_text="Its page at the desk.")

    def get_is_escalated(self, item: WorkItem) -> bool:
        return item.escalated_at is not None

    @extend_schema_field(serializers.ChoiceField(["you", "somebody", "nobody"]))
    def get_taken_by(self, item: WorkItem) -> str:
        if item.assignee_id is None:
            return "nobody"
        return "you" if item.assignee_id == self.context["request"].user.pk else "somebody"

    @extend_schema_field(serializers.URLField)
    def get_url(self, item: WorkItem) -> str:
        return addresses.of_ours(self.context["request"], "item", item.pk)

    @extend_schema_field(serializers.URLField)
    def get_html_url(self, item: WorkItem) -> str:
        return self.context["request"].build_absolute_uri(f"/desk/anliegen/{item.case.reference}/")


class AnswerLine(serializers.Serializer):
    """A question with its answer, in words."""

    key = serializers.CharField()
    label = serializers.CharField()
    words = serializers.CharField()


class ContactSerializer(serializers.Serializer):
    """How the citizen is reached."""

    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    address = serializers.CharField()
    call_times = serializers.CharField()
    language = serializers.CharField()


class FileSerializer(serializers.Serializer):
    """A file at the concern."""

    name = serializers.CharField()
    media_type = serializers.CharField(help_text="What it is by its content.")
    size = serializers.IntegerField(help_text="Bytes.")
    added_at = serializers.DateTimeField()
    added_by = serializers.SerializerMethodField(help_text="`citizen` or `colleague`.")
    citizen_sees = serializers.BooleanField(help_text="Whether it stands on her status page, too.")
    url = serializers.SerializerMethodField(help_text="Where its content is, for the same token.")

    @extend_schema_field(serializers.ChoiceField(["citizen", "colleague"]))
    def get_added_by(self, file: CaseFile) -> str:
        return "citizen" if file.added_by_id is None else "colleague"

    @extend_schema_field(serializers.URLField)
    def get_url(self, file: CaseFile) -> str:
        return addresses.of_ours(self.context["request"], "item-file", self.context["item"].pk, file.pk)


class ItemDetail(ItemSerializer):
    """An item with what the citizen said."""

    concern = serializers.CharField(source="case.concern")
    answers = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField(help_text="What the citizen or colleagues have put to it.")
    draft = serializers.SerializerMethodField(help_text="The newest draft of the answer, or empty.")
    reply_channel = serializers.CharField(source="case.reply_channel", help_text="How she wants the answer.")
    details = serializers.SerializerMethodField(
        help_text="How the citizen is reached: only for who has taken the item, and not to give a view."
    )
    revision = serializers.IntegerField(
        source="case.revision", help_text="Send it along with an answer, and what has changed meanwhile is noticed."
    )

    @extend_schema_field(AnswerLine(many=True))
    def get_answers(self, item: WorkItem) -> list[dict]:
        return AnswerLine(item.case.answer_lines(), many=True).data

    @extend_schema_field(FileSerializer(many=True))
    def get_files(self, item: WorkItem) -> list[dict]:
        return FileSerializer(item.case.files.all(), many=True, context={**self.context, "item": item}).data

    def get_draft(self, item: WorkItem) -> str:
        return "" if item.step in WITHOUT_DETAILS else item.case.draft_answer

    @extend_schema_field(ContactSerializer(allow_null=True))
    def get_details(self, item: WorkItem) -> dict | None:
        is_hers = item.assignee_id == self.context["request"].user.pk and item.step not in WITHOUT_DETAILS
        return ContactSerializer(item.case.details).data if is_hers and item.case.details else None


class ItemsQuery(parameters.ListQuery):
    department = parameters.BySlug(
        Department.objects.all(), required=False, help_text="Only of this department, by its short name."
    )
    step = serializers.ChoiceField(
        ["triage", "answer", "consult", "approve", "acknowledge", "reply_by_hand", "wait_for_citizen"],
        required=False,
        help_text="Only this step.",
    )
    mine = serializers.BooleanField(default=False, help_text="Only what the token's person has taken.")


class AtWork:
    """In the name of a person who works in a department."""

    authentication_classes = [ByToken]
    permission_classes = [WorksInADepartment]


class ItemList(AtWork, ReadingList):
    """The open items of the departments of the token's person, what is due first on top."""

    query_class = ItemsQuery
    serializer_class = ItemSerializer
    list_name = "items"
    ordering = ("due_at", "pk")

    def get_queryset(self) -> QuerySet[WorkItem]:
        asked, user = self.query, self.request.user
        found = WorkItem.objects.mine(user) if asked["mine"] else WorkItem.objects.of_departments_of(user)
        if "department" in asked:
            found = found.filter(department=asked["department"])
        if "step" in asked:
            found = found.filter(step=asked["step"])
        return found.for_list()


NUMBER = OpenApiParameter("id", int, OpenApiParameter.PATH, description="The number of the item, as the list gives it.")


class ItemOne(AtWork, Reading):
    """One open item, with what the citizen said."""

    @extend_schema(responses=ItemDetail, parameters=[NUMBER])
    def get(self, request: Request, id: int) -> Response:
        """One open item, with what the citizen said."""
        return shown(request, item_of(request.user, id))


FILE_NUMBER = OpenApiParameter("file", int, OpenApiParameter.PATH, description="As the `url` of the file has it.")
CONTENT = {(200, media_type): OpenApiTypes.BINARY for media_type in CaseFile.MEDIA_TYPES.values()}


class ItemFile(AtWork, Reading):
    """A file at the concern of an item."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple:
        """A file has the form that it has, whatever ``Accept`` says; what is refused is JSON."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(responses=CONTENT, parameters=[NUMBER, FILE_NUMBER])
    def get(self, request: Request, id: int, file: int) -> FileResponse:
        """The content of a file at the concern, for whoever may see the item; it is never kept on the way."""
        found = item_of(request.user, id).case.files.filter(pk=file).first()
        if found is None:
            raise Http404
        try:
            return handed_out(found)
        except FileNotFoundError:
            raise Http404 from None


class Deed(AtWork, writing.Writing):
    """Something done with an item; the answer is the item as it is now."""


class NothingBody(writing.Body):
    """An empty object."""


class TakeView(Deed):
    """Take an item."""

    body_class = NothingBody

    @extend_schema(request=NothingBody, responses=ItemDetail, parameters=[NUMBER])
    def post(self, request: Request, id: int) -> Response:
        """Take an item: from now on only the token's person works on it."""
        item = item_of(request.user, id)
        actions.take(item, by=request.user)
        return shown(request, item_of(request.user, id))


class HandBackView(Deed):
    """Hand an item back."""

    body_class = NothingBody

    @extend_schema(request=NothingBody, responses=ItemDetail, parameters=[NUMBER])
    def post(self, request: Request, id: int) -> Response:
        """Hand a taken item back into the list of its department."""
        item = item_of(request.user, id)
        actions.give_back(item, by=request.user)
        return shown(request, item_of(request.user, id))


class AnswerBody(writing.Body):
    text = writing.Text(max_length=8000, help_text="The draft of the answer, or the view of the department.")
    revision = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        help_text="The revision that was read: if the concern has changed since, nothing is done.",
    )


class DoneSerializer(serializers.Serializer):
    """What has become of the concern."""

    reference = serializers.CharField()
    state = serializers.ChoiceField(Case.State.choices)
    revision = serializers.IntegerField()


class AnswerView(Deed):
    """Answer an item."""

    body_class = AnswerBody

    @extend_schema(request=AnswerBody, responses=DoneSerializer, parameters=[NUMBER])
    def post(self, request: Request, id: int) -> Response:
        """Write the answer to the citizen, or the view of a department that was consulted; it goes to the next step.

        It leaves the house only when the steps of the kind of concern say so, usually after a second person's check.
        """
        item = item_of(request.user, id)
        text, seen = self.sent["text"], self.sent.get("revision")
        if item.step == VIEW:
            actions.give_view(item, text=text, by=request.user, seen=seen)
        elif item.step == ANSWER:
            actions.answer(item, text=text, by=request.user, seen=seen)
        else:
            raise NotThisStep
        item.case.refresh_from_db()
        return Response(DoneSerializer(item.case).data)


def item_of(user: User, number: int) -> WorkItem:
    """An item she may see; what is finished is found too, so that she hears who was quicker."""
    item = WorkItem.objects.visible_to(user).for_list().select_related("case__details").filter(pk=number).first()
    if item is None:
        raise Http404
    return item


def shown(request: Request, item: WorkItem) -> Response:
    return Response(ItemDetail(item, context={"request": request}).data)
