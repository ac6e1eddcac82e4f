"""An import contract of our own: of the apps in one package, others may import only the modules that are doors."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Refuses every import from the importers into an app of the container that does not go to one of its doors."""

    type_name = "doors"

    container = fields.ModuleField()
    importers = fields.ListField(subfield=fields.ModuleField())
    doors = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        depth = self.container.name.count(".") + 2  # the place of the app's own modules in a dotted name
        names = [importer.name for importer in self.importers]
        sources = set(names).union(*(graph.find_descendants(name) for name in names))
        wrong = []
        for module in graph.find_descendants(self.container.name):
            parts = module.split(".")
            if len(parts) <= depth or parts[depth] not in self.doors:
                wrong += [(one, module) for one in graph.find_modules_that_directly_import(module) if one in sources]
        return ContractCheck(kept=not wrong, metadata={"wrong": sorted(wrong)})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, module in check.metadata["wrong"]:
            output.print_error(f"{importer} imports {module}, which is no door ({', '.join(self.doors)}).")
