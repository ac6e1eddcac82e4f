"""Takes words off the list that people use every day or that name a document; what an editor changed stays."""

from django.db import migrations

# As they were shipped: “Vorläufiger Reisepass” is the name of a document, “tätige” a form of “tätig”.
GONE = {
    "Nachweis": "Beleg, Papier",
    "Totenschein": "Papier des Arztes über den Tod",
    "tätigen": "machen",
    "vorläufig": "erst einmal",
}
NEW = {
    "Leichenschauschein": "Totenschein",
    "Todesbescheinigung": "Totenschein",
    "Zahlung tätigen": "bezahlen",
}
# “weist auf das Verbot hin”, “nimmt vor Ort” and “bringen bei Bedarf” are none of these.
FORMS = {
    "aufweisen": ("aufgewiesen, wies auf, weist auf", "aufgewiesen"),
    "beibringen": ("beigebracht, beizubringen, bringen bei", "beigebracht, beizubringen"),
    "vornehmen": ("vorgenommen, nimmt vor, nehmen vor, vorzunehmen", "vorgenommen, vorzunehmen"),
}


def take_off(apps, schema_editor):
    model = apps.get_model("wording", "OfficialeseWord")
    for word, instead in GONE.items():
        model.objects.filter(word=word, instead=instead).delete()
    for word, (before, after) in FORMS.items():
        model.objects.filter(word=word, forms=before).update(forms=after)
    listed = {word.lower() for word in model.objects.values_list("word", flat=True)}
    model.objects.bulk_create(
        model(word=word, instead=instead) for word, instead in NEW.items() if word.lower() not in listed
    )


class Migration(migrations.Migration):
    dependencies = [("wording", "0002_words_it_ships_with")]

    operations = [migrations.RunPython(take_off, migrations.RunPython.noop)]
