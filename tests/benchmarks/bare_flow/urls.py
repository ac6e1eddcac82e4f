"""The project's addresses and, beside them, the engine's own list pages over the same tasks."""

from django.urls import path
from viewflow.urls import Site
from viewflow.workflow.flow import FlowViewset, WorkflowAppViewset

from kuemmerer.urls import urlpatterns as ours
from workflows.cases.flows import CaseFlow

stock = Site(title="stock", viewsets=[WorkflowAppViewset(flow_viewsets=[FlowViewset(CaseFlow, icon="inbox")])])
urlpatterns = [path("stock/", stock.urls), *ours]
