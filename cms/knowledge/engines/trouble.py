"""What can be wrong with a search engine beside the database, each with a sentence for who runs it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Trouble(models.TextChoices):
    """Kept in the row of the engine; the sentence is made where it is shown."""

    AWAY = "away", _("It cannot be reached.")
    SLOW = "slow", _("It does not answer in time.")
    HALF_UP = "half_up", _("It is not ready: parts of the index do not answer.")
    READ_ONLY = "read_only", _("It is read-only, probably because its disk is nearly full.")
    INDEX_MISSING = "index_missing", _("The index is missing there.")
    KEY_REFUSED = "key_refused", _("It refuses the key (ELASTICSEARCH_API_KEY).")
    NOT_TRUSTED = "not_trusted", _("Its certificate is not trusted (ELASTICSEARCH_CA_FILE).")
    ANOTHER_PRODUCT = "another_product", _("What answers there is no Elasticsearch 8.")
    REFUSED = "refused", _("It refuses what it is asked; its log says why.")
