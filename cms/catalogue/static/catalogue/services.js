// Wagtail asks a list that stands by itself, outside of a stream, for its element and has not given it one.
(() => {
  class ServicesList extends window.wagtailStreamField.blocks.ListBlockDefinition {
    render(...place) {
      const list = super.render(...place);
      list.element ??= list.container[0];
      return list;
    }
  }
  window.telepath.register("catalogue.ServicesList", ServicesList);
})();
