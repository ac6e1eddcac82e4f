"""An app of the tests with errands that leave marks, hang, fail or kill their worker."""

urlpatterns: list = []
