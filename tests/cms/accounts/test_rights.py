"""What a person may, asked in one question: neither more nor less than Django says."""

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Group, Permission

from cms.accounts.backends import CountingBackend
from cms.accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_rights_asked_in_one_question_are_those_of_django(django_assert_num_queries):
    own, *others = Permission.objects.order_by("pk")[:3]
    both = Group.objects.create(name="one"), Group.objects.create(name="another")
    for group in both:
        group.permissions.set(others)
    someone, without, gone, full = (UserFactory() for _ in range(4))
    for person in (someone, gone, full):
        person.user_permissions.add(own)
        person.groups.set(both)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    User.objects.filter(pk=full.pk).update(is_superuser=True)

    for person in (someone, without, gone, full):
        afresh, by_django = User.objects.get(pk=person.pk), User.objects.get(pk=person.pk)
        assert CountingBackend().get_all_permissions(afresh) == ModelBackend().get_all_permissions(by_django)
        assert CountingBackend().get_all_permissions(afresh, someone) == set()
    assert CountingBackend().get_all_permissions(AnonymousUser()) == set()
    person, name = User.objects.get(pk=someone.pk), f"{own.content_type.app_label}.{own.codename}"
    with django_assert_num_queries(1):
        assert person.has_perm(name)
        assert not person.has_perm("accounts.open_inbox")
