"""The contract of doors: a face may import what an app offers, and nothing else of it."""

import pytest
from grimp import ImportGraph
from import_doors import DoorsContract


def contract() -> DoorsContract:
    options = {"container": "workflows", "importers": ["desk"], "doors": ["actions", "errors"]}
    return DoorsContract(
        name="doors", session_options={"root_packages": ["workflows", "desk"]}, contract_options=options
    )


@pytest.mark.parametrize(
    ("importer", "module", "kept"),
    [
        ("desk.views", "workflows.cases.actions", True),
        ("desk.views", "workflows.cases.steps", False),
        ("desk.views", "workflows.cases", False),
        ("desk", "workflows.citizens.references", False),
        ("workflows.cases.actions", "workflows.cases.steps", True),
    ],
)
def test_only_doors_lead_in(importer, module, kept):
    graph = ImportGraph()
    for name in ("desk", "desk.views", "workflows", "workflows.cases", "workflows.cases.actions", importer, module):
        graph.add_module(name)
    graph.add_import(importer=importer, imported=module)

    check = contract().check(graph, verbose=False)

    assert check.kept is kept
    assert check.metadata["wrong"] == ([] if kept else [(importer, module)])
