"""The officialese that an installation begins with; its editors add, change and delete from there."""

from django.db import migrations

# word or phrase | irregular forms | kinder words, the best one first
WORDS = """
abändern || ändern
abgelten || bezahlen, ausgleichen
Ablichtung || Kopie
abschlägig bescheiden | abschlägig beschieden | ablehnen
Abschrift || Kopie
absehen von | abgesehen von | verzichten auf, nicht verlangen
Abstand nehmen | Abstand genommen | verzichten, nicht tun
alsbald || bald
Alleinsorgeberechtigter | Alleinsorgeberechtigte, Alleinsorgeberechtigten | Elternteil mit alleinigem Sorgerecht
Amtsblatt || Zeitung der Stadt, Mitteilungsblatt
amtsangehörig || aus der Gemeinde
Amtshandlung || was das Amt tut, Arbeit der Behörde
andernfalls || sonst
anfallen | anfallende, anfallenden, angefallen | entstehen, dazukommen
Angelegenheit || Anliegen, Sache
anhängig || noch nicht entschieden
anheimstellen | anheimgestellt, anheim gestellt | überlassen, frei entscheiden lassen
Anhörung || Gespräch, Möglichkeit zur Äußerung
anlässlich || zu, bei, wegen
anliegend || beiliegend, in der Anlage
Annahme verweigern || nicht annehmen
Anordnung || Entscheidung, Anweisung
anrechenbar || das angerechnet wird
Anspruchsberechtigter | Anspruchsberechtigte, Anspruchsberechtigten | wer Anspruch hat, wer die Leistung bekommt
Anspruchsvoraussetzung || was Sie erfüllen müssen
antragsberechtigt || kann den Antrag stellen
Antragsberechtigter | Antragsberechtigte, Antragsberechtigten | wer den Antrag stellen kann
Antragstellende | Antragstellenden, Antragstellender | Sie, wer den Antrag stellt
Antragsteller || Sie, wer den Antrag stellt
Antragstellung || Antrag
anzeigepflichtig || müssen Sie melden
auf dem Postweg || per Post
auf Grund || wegen
aufgrund || wegen
aufweisen | aufgewiesen, wies auf, weist auf | haben, zeigen
ausfertigen || ausstellen, schreiben
Ausfertigung || Exemplar, Kopie
aushändigen || geben
Aushändigung || Abholen, Übergabe
außer Kraft treten | außer Kraft getreten, tritt außer Kraft | nicht mehr gelten
ausweislich || laut, wie zu sehen ist in
Auszahlungsanordnung || Anweisung zur Zahlung
bedürfen | bedarf, bedurfte, bedurften | brauchen, nötig sein
beabsichtigen || wollen, planen
beauflagen || verpflichten, verlangen
Bearbeitungsdauer || so lange dauert es
Bearbeitungszeitraum || so lange dauert es
befindlich || der, die oder das … ist
beglaubigen || bestätigen, dass die Kopie echt ist
beibringen | beigebracht, beizubringen, bringen bei | mitbringen, vorlegen
beifügen || dazulegen, mitschicken
beiliegend || in der Anlage, dabei
Beisein || wenn … dabei ist, zusammen mit
benötigen || brauchen
berechtigt sein | sind berechtigt, ist berechtigt | dürfen, Anspruch haben
Bescheid erteilen | Bescheid erteilt | Bescheid schicken
Bescheidung || Entscheidung
Bestandskraft || endgültige Geltung
bestandskräftig || endgültig
betreffend || zu, über, wegen
Bevollmächtigter | Bevollmächtigte, Bevollmächtigten | Person mit Vollmacht, wen Sie beauftragen
bewilligen || erlauben, zusagen
Bewilligungsbescheid || Zusage
Bewilligungszeitraum || so lange bekommen Sie Geld
bezüglich || wegen, über, zu
bezugnehmend || zu
Bezug nehmen | Bezug genommen, nimmt Bezug, nehmen Bezug | sich beziehen auf, antworten auf
Bringschuld || was Sie vorlegen müssen
dahingehend || so, dass
Darlegung || Erklärung
darüber hinaus || außerdem, auch
dergestalt || so
derzeit || jetzt, im Moment
derzeitig || jetzig, heutig
desgleichen || auch, ebenso
diesbezüglich || dazu, deshalb
dienlich sein | ist dienlich | helfen, nützen
Dienstgebäude || Amt, Haus
Dokumentenprüfung || Prüfung der Unterlagen
durchführen || machen, tun
Durchführung || wie es gemacht wird, Ablauf
Durchschrift || Kopie
eidesstattlich || feierlich, unter Strafandrohung bei falschen Angaben
Eigentumsverhältnisse || wem etwas gehört
Eilbedürftigkeit || dass es eilt
eilbedürftig || eilig
Einbehalt || was abgezogen wird
einbehalten | behält ein, einbehaltene | abziehen, behalten
einholen || besorgen, bitten um
Einkommensverhältnisse || was Sie verdienen
Einlegung || Einreichen
einreichen || abgeben, schicken
Einreichung || Abgeben, Schicken
Einsichtnahme || Ansehen, Lesen
einstweilen || vorerst
Einvernehmen || Zustimmung
Einwilligung || Zustimmung
Einzugsermächtigung || Erlaubnis zum Abbuchen, Lastschrift
entgeltlich || gegen Geld
entrichten || bezahlen
Entrichtung || Zahlung
entsprechend || passend, wie, nach
Erbringung || Leisten, Vorlegen
erforderlich || nötig
Erfordernis || was nötig ist
erfolgen || geschehen, kommen, werden
erfolgt durch || macht
Erhalt || wenn Sie bekommen haben
Erhebung von Gebühren || Gebühren verlangen
erheblich || viel, groß
Erlass || Bescheid, Verzicht auf eine Forderung
erlassen | erlässt, erließ | schreiben, entscheiden, nicht mehr fordern
Erledigung || wenn es fertig ist
Ermessen || Spielraum, Entscheidung der Behörde
ersuchen || bitten
erteilen || geben
Erteilung || Geben, Ausstellen
Erwerbstätigkeit || Arbeit, Beruf
erwirken || bekommen, erreichen
Familienstand || ledig, verheiratet, geschieden oder verwitwet
fernmündlich || am Telefon
Feststellung || Ergebnis, Entscheidung
fristgemäß || rechtzeitig
fristgerecht || rechtzeitig
Fristversäumnis || verpasste Frist
Führung eines Kraftfahrzeugs || Autofahren
Fahrerlaubnis || Führerschein
Gebührenbefreiung || Sie müssen nichts bezahlen
Gebührenbescheid || Rechnung der Stadt
gebührenpflichtig || kostet etwas
gegebenenfalls | ggf. | vielleicht, wenn nötig
gegenständlich || dieser, um den es geht
gemäß || nach, wie es steht in
Geltendmachung || Einfordern
geltend machen | geltend gemacht, macht geltend, machen geltend | fordern, verlangen
gesetzlicher Vertreter | gesetzliche Vertreter, gesetzlichen Vertreter, gesetzlichen Vertreters, gesetzliche Vertreterin | Eltern, Vormund, wer für Sie entscheidet
Gewährung || Zusage, Zahlung
gewähren || geben, zahlen, erlauben
Glaubhaftmachung || Beleg
glaubhaft machen | glaubhaft gemacht | zeigen, belegen
Grundbesitz || Haus, Grundstück
Haushaltsangehöriger | Haushaltsangehörige, Haushaltsangehörigen | wer mit Ihnen wohnt
Haushaltsvorstand || Person, die den Antrag stellt
Heranziehung || Verpflichtung zur Zahlung
hierzu || dazu
hinsichtlich || wegen, über
hinreichend || genug
im Auftrag || für
im Falle || wenn
im Hinblick auf || wegen
im Nachgang || danach
im Rahmen || bei, während
im Sinne || wie gemeint ist in
im Vorfeld || vorher
in Abzug bringen | in Abzug gebracht, bringen in Abzug | abziehen
in Anbetracht || wegen
in Anspruch nehmen | in Anspruch genommen, nimmt in Anspruch, nehmen in Anspruch | nutzen
in Augenschein nehmen | in Augenschein genommen | ansehen
in Ermangelung || weil … fehlt
in Kenntnis setzen | in Kenntnis gesetzt | Bescheid sagen, informieren
in Kraft treten | in Kraft getreten, tritt in Kraft | ab dann gelten
in Rechnung stellen | in Rechnung gestellt | berechnen
in Verbindung mit | i. V. m. | zusammen mit
infolge || wegen
Inanspruchnahme || Nutzung
Inaugenscheinnahme || Ansehen
Inbetriebnahme || Start, erstes Benutzen
innehaben | innehat, innehatte | haben
insbesondere || vor allem
insofern || deshalb, so
Kenntnisnahme || Lesen, Information
kostenpflichtig || kostet etwas
Kraftfahrzeug || Auto, Motorrad
Kraftfahrzeughalter || wem das Auto gehört
Leistungsbezieher || wer Geld vom Amt bekommt
Leistungserbringung || was wir für Sie tun
Leistungsempfänger || wer die Leistung bekommt
Lichtbild || Foto, Passfoto
Lichtbildausweis || Ausweis mit Foto
Maßgabe || Bedingung
Maßnahme || was wir tun, Schritt
mithin || also
mitteilen || sagen, schreiben
Mitteilungspflicht || Sie müssen uns Bescheid sagen
Mitwirkungspflicht || Sie müssen dabei helfen
Nachreichung || später schicken
nachstehend || hier, unten
Nachweis || Beleg, Papier
nachweislich || mit Beleg
nichtsdestotrotz || trotzdem
Niederlassungserlaubnis || Erlaubnis, für immer zu bleiben
Niederschrift || Protokoll
Obliegenheit || Pflicht
obliegen | obliegt | müssen, Aufgabe sein
ordnungsgemäß || richtig
Ordnungswidrigkeit || Verstoß gegen eine Regel
ortsüblich || wie am Ort üblich
Personensorgeberechtigter | Personensorgeberechtigte, Personensorgeberechtigten | Eltern, wer das Sorgerecht hat
persönliches Erscheinen || selbst kommen
persönliche Vorsprache | persönlichen Vorsprache | selbst kommen
Postwertzeichen || Briefmarke
postalisch || per Post
Rechtsanspruch || Recht auf
Rechtsbehelf || Möglichkeit, sich zu wehren
Rechtsbehelfsbelehrung || so können Sie sich wehren
rechtskräftig || endgültig
Rechtsmittel || Möglichkeit, sich zu wehren
Rechtsmittelfrist || so lange können Sie sich wehren
Rechtsverordnung || Vorschrift
Regelung treffen | Regelung getroffen | regeln
Rückerstattung || Geld zurück
Sachbearbeiter || Ansprechperson, wer Ihr Anliegen bearbeitet
Sachverhalt || was passiert ist, worum es geht
schriftlich || auf Papier, mit Unterschrift
seitens || von
selbiger | selbige, selbiges, selbigen | der, die, das
sofern || wenn
somit || also, damit
sonstig || andere, weitere
Sorgeberechtigter | Sorgeberechtigte, Sorgeberechtigten | Eltern, wer das Sorgerecht hat
Stellungnahme || Meinung, Antwort
Stilllegung || Abmelden
Terminvereinbarung || Termin ausmachen
Tatbestand || was passiert ist
tätigen || machen
Totenschein || Papier des Arztes über den Tod
Überlassung || Geben, Leihen
übersenden | übersandt, übersandte | schicken
Übersendung || Schicken
umgehend || gleich, sofort
unabdingbar || unbedingt nötig
unbeschadet || auch wenn, trotz
unentgeltlich || kostenlos
ungeachtet || trotz
Unterfertigter | Unterfertigte, Unterfertigten, Unterzeichneter, Unterzeichnete | ich, wer unterschreibt
unterliegen | unterliegt, unterlag | gelten für, müssen
Unterlagen beibringen | Unterlagen beigebracht | Papiere mitbringen
unter Vorlage || mit, wenn Sie mitbringen
unverzüglich || sofort
unzutreffend || falsch
veranlagen || die Höhe der Steuer festlegen
Veranlagung || Festlegen der Steuer
veranlassen || dafür sorgen
verauslagen || vorstrecken
Verbescheidung || Entscheidung
Vereinnahmung || Einnahme
Verfahrensweise || wie es geht
Verfügung stehen | zur Verfügung steht, zur Verfügung stehen, steht zur Verfügung, stehen zur Verfügung | da sein, nutzen können
Verpflichtungserklärung || Zusage, für jemanden zu zahlen
versagen || ablehnen
Versagung || Ablehnung
Verwaltungsakt || Entscheidung der Behörde, Bescheid
Verwaltungsgebühr || Gebühr
Verzug || Verspätung
vollumfänglich || ganz
vollziehen | vollzogen, vollzog | tun, umsetzen
von Amts wegen || ohne Antrag, von uns aus
vorbehaltlich || wenn nichts dagegenspricht
Vordruck || Formular
vorgenannt || dieser
Vorgang || Fall, Anliegen
vorherig || vorher
vorläufig || erst einmal
vorlegen || zeigen, mitbringen
vorliegend || in diesem Fall
vornehmen | vorgenommen, nimmt vor, nehmen vor, vorzunehmen | machen
vorsprechen | vorgesprochen, vorzusprechen | kommen
Vorsprache || Besuch, Termin
vorstehend || oben genannt
Wahrung || Einhalten
wegfallen | weggefallen, fällt weg | nicht mehr geben
weitergehend || mehr, weiter
Widerspruch einlegen | Widerspruch eingelegt, legen Widerspruch ein | schreiben, dass Sie nicht einverstanden sind
Widerspruchsbescheid || Antwort auf Ihren Widerspruch
wohnhaft || wohnt in
Wohnsitznahme || Einzug
Wohnungsgeber || Vermieter
Wohnungsgeberbestätigung || Bestätigung des Vermieters
Zahlungsaufforderung || Rechnung
Zahlungspflichtiger | Zahlungspflichtige, Zahlungspflichtigen | wer zahlen muss
zeitnah || bald
zu Lasten || auf Kosten
Zuerkennung || Zusage
zum Zwecke || für, um … zu
zur Anwendung kommen | zur Anwendung kommt, kommt zur Anwendung, kommen zur Anwendung | gelten
zur Gänze || ganz
zur Kenntnis nehmen | zur Kenntnis genommen | lesen, sehen
zurzeit || jetzt
Zurverfügungstellung || Bereitstellen
zuwiderhandeln || dagegen verstoßen
Zuwiderhandlung || Verstoß
zwecks || für, um … zu
zwingend erforderlich || unbedingt nötig
"""


def ship(apps, schema_editor):
    model = apps.get_model("wording", "OfficialeseWord")
    rows = [[part.strip() for part in line.split("|", 2)] for line in WORDS.strip().splitlines()]
    model.objects.bulk_create(model(word=word, forms=forms, instead=instead) for word, forms, instead in rows)


class Migration(migrations.Migration):
    dependencies = [("wording", "0001_initial")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
