"""Services, local pages and topics with the least that is valid."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from wagtail.models import Page

from cms.catalogue import setup
from cms.catalogue.languages import locale_for
from cms.catalogue.models import AgentNote, LifeSituation, LocalServicePage, LocalServicesPage, ServicePage, Topic
from cms.pages.models import HomePage


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"Thema {n}")
    slug = factory.Sequence(lambda n: f"thema-{n}")


class LifeSituationFactory(DjangoModelFactory):
    class Meta:
        model = LifeSituation

    name = factory.Sequence(lambda n: f"Lebenslage {n}")
    slug = factory.Sequence(lambda n: f"lebenslage-{n}")


class ServicePageFactory(DjangoModelFactory):
    """A published service; ``live=False`` leaves it a draft, ``complete=True`` makes it ready for release."""

    class Meta:
        model = ServicePage

    class Params:
        # Everything a release asks for (preflight).
        complete = factory.Trait(
            responsibility=factory.SubFactory("tests.factories.organisation.ResponsibilityFactory"),
            topics=factory.LazyFunction(lambda: [TopicFactory()]),
            documents_none_needed=True,
            is_free=True,
            processing_time="3 Wochen",
            spoken_answer="Das machen wir gleich für Sie.",
            review_on=factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=180)),
        )

    title = factory.Sequence(lambda n: f"Leistung {n}")
    topics = ()

    @classmethod
    def _create(cls, model_class, *args, topics=(), life_situations=(), related_services=(), live=True, **fields):
        page = model_class(live=False, **fields)
        setup.library().add_child(instance=page)
        page.topics.set(topics)
        page.life_situations.set(life_situations)
        page.related_services.set(related_services)
        page.save()
        revision = page.save_revision()
        if live:
            revision.publish()
        return model_class.objects.get(pk=page.pk)


def home_of(partner) -> HomePage:
    """The partner's home page, made if its site does not stand on one yet."""
    if partner.site.root_page.is_root():
        home = HomePage(title=partner.name, slug=partner.slug)
        setup.root().add_child(instance=home)
        partner.site.root_page = Page.objects.get(pk=home.pk)
        partner.site.save()
    return HomePage.objects.get(pk=partner.site.root_page_id)


def local_services_of(partner) -> LocalServicesPage:
    """The folder of a partner's local pages, made if there is none."""
    home = home_of(partner)
    folder = LocalServicesPage.objects.child_of(home).first()
    if folder is None:
        folder = LocalServicesPage(title="Örtliche Angaben", slug="oertliche-angaben")
        home.add_child(instance=folder)
    return folder


def written_in(page, language, *, live=True, **fields):
    """The same page written anew in another language, released unless ``live=False``."""
    fields.setdefault("title", page.title)
    draft = type(page)(locale=locale_for(language), translation_key=page.translation_key, live=False, **fields)
    shelf = page.shelf_in(language)
    draft.slug = draft.slug_like(page, shelf)
    shelf.add_child(instance=draft)
    revision = draft.save_revision()
    if live:
        revision.publish()
    return type(page).objects.get(pk=draft.pk)


class LocalServicePageFactory(DjangoModelFactory):
    """A published local page; ``partner`` and ``service`` say whose and of what."""

    class Meta:
        model = LocalServicePage

    service = factory.SubFactory(ServicePageFactory)
    partner = factory.SubFactory("tests.factories.organisation.PartnerFactory")

    @classmethod
    def _create(cls, model_class, *args, partner, live=True, **fields):
        page = model_class(live=False, **fields)
        local_services_of(partner).add_child(instance=page)
        revision = page.save_revision()
        if live:
            revision.publish()
        return model_class.objects.get(pk=page.pk)


class AgentNoteFactory(DjangoModelFactory):
    class Meta:
        model = AgentNote

    service = factory.SubFactory(ServicePageFactory)
    text = "Bei Rückfragen an die Leitung verweisen."
