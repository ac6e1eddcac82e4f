"""People for tests: each has a password and the groups the test names."""

import factory
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory

from cms.accounts.models import User

PASSWORD = "ein langes Kennwort"


class UserFactory(DjangoModelFactory):
    """A person; ``groups=[AGENT, …]`` takes names or rows of groups."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    first_name = "Karl"
    last_name = factory.Sequence(lambda n: f"Muster{n}")
    email = factory.Sequence(lambda n: f"person{n}@example.org")

    @classmethod
    def _create(cls, model_class, *args, **fields):
        fields.setdefault("password", PASSWORD)
        return model_class.objects.create_user(**fields)

    @factory.post_generation
    def groups(self, create, chosen, **options):
        for group in chosen or []:
            self.groups.add(Group.objects.get_or_create(name=group)[0] if isinstance(group, str) else group)
