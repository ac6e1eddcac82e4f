"""Addresses from German names: only letters, digits and hyphens, umlauts written out, once per partner."""

from django.db import models
from django.utils.text import slugify

_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ẞ": "SS"})
LONGEST = 80


def slug_of(title: str) -> str:
    """“Führungszeugnis beantragen” becomes “fuehrungszeugnis-beantragen”; long titles end at a whole word."""
    slug = slugify(title.translate(_WRITTEN_OUT))
    if len(slug) > LONGEST:
        slug = slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]
    return slug


def free_slug(name: str, taken: set[str], otherwise: str) -> str:
    """The slug of a name, with a number behind it where another row has it already."""
    wanted = slug_of(name) or otherwise
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


class AddressField(models.SlugField):
    """The last part of a row's address, made of its name where nobody chose one; no two of a partner are the same.

    The field fills itself, so that an import or a test that knows only a name makes a row that has an address.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", LONGEST + 5)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance, add):
        chosen = super().pre_save(model_instance, add)
        if chosen:
            return chosen
        model = type(model_instance)
        same_partner = model._default_manager.filter(partner=model_instance.partner_id).exclude(pk=model_instance.pk)
        taken = set(same_partner.values_list(self.attname, flat=True))
        slug = free_slug(model_instance.name, taken, model._meta.model_name)
        setattr(model_instance, self.attname, slug)
        return slug


class PartnerOfField(models.ForeignKey):
    """The partner that a row leads to, kept beside it because a constraint cannot reach through a join.

    ``through`` names the relation that knows it; rows stay with their partner, so the copy cannot grow old.
    """

    def __init__(self, *args, through: str = "", **kwargs):
        self.through = through
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "through": self.through}

    def pre_save(self, model_instance, add):
        partner = getattr(model_instance, self.through).partner_id
        setattr(model_instance, self.attname, partner)
        return partner
