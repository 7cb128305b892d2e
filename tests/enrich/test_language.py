"""The language of an item: told by its text, leaning on its source where the text is short."""

from __future__ import annotations

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.enrich.language import LANGUAGES, UNKNOWN, language
from tests.corpus import CORPUS, needed
from tests.enrich.sentences import SENTENCES

TEXTS = {
    "nl": [
        "De vrijwilligers van het buurthuis koken elke donderdag voor wie alleen woont, en wie wil, mag daarna",
        "Na drie jaar verbouwen gaat het museum weer open, met een zaal waar bezoekers zelf voorwerpen mogen",
        "Wie een vereniging bestuurt, moet sinds dit voorjaar weten waar de gegevens van haar leden staan en wie",
        "Op het plein voor het station stonden gisteren honderd stoelen, elk met een verhaal van iemand die er ooit",
        "Het koor zoekt nieuwe stemmen, vooral bassen, en belooft koffie, taart en een busreis naar zee voor wie",
        "Volgens de onderzoekers lezen kinderen langer wanneer er thuis boeken liggen die niemand hun heeft",
        "De gemeenteraad stemde maandag over het plan om leegstaande winkels voor een jaar aan kunstenaars te lenen",
        "Wij vroegen tien mantelzorgers wat hun week lichter zou maken, en geen van hen noemde als eerste meer geld",
        "Een algoritme dat niemand kan uitleggen hoort niet te beslissen wie in aanmerking komt voor een sociale",
        "Er is weer plaats in de cursus filmen met je telefoon; neem een trui mee, want we beginnen buiten op",
        "Vorige zomer telden we bijen op de begraafplaats en vonden er meer soorten dan in alle parken van de stad",
    ],
    "en": [
        "The library stays open until midnight during exams, and the caretaker has started to bake bread for those",
        "Nobody expected the village hall to be full on a Tuesday, yet there were not enough chairs for half the",
        "Our volunteers spent the weekend scanning letters from the mill, and some of them found their own",
        "When a charity loses its website overnight, it rarely loses only a website, as this small theatre found out",
        "The council will lend empty shops to artists for a year, provided that they leave the door open on market",
        "We asked ten teachers what they would do with an hour more each week, and most of them said they",
        "She learned to read at forty, in a kitchen, with the help of a neighbour who had never taught anyone",
        "There is still room on the walk along the canal, but bring boots, because the path has been under water",
        "A rule that nobody can explain should not decide who gets a home, however clever the machine behind it may",
        "What began as a joke about pigeons has become the most read newsletter of the region, with readers in nine",
        "Last summer we counted bees in the cemetery and found more kinds there than in all of the city parks",
    ],
    "fr": [
        "La bibliothèque reste ouverte jusqu'à minuit pendant les examens, et le concierge fait du pain pour ceux qui",
        "Les bénévoles du quartier préparent chaque jeudi un repas pour les personnes seules, et chacun peut rester",
        "Après trois ans de travaux, le musée rouvre avec une salle où les visiteurs peuvent enfin toucher les objets",
        "Quiconque dirige une association doit savoir où se trouvent les données de ses membres et qui peut les",
        "Le conseil communal a voté lundi un projet qui prête pendant un an les commerces vides à des artistes",
        "Nous avons demandé à dix aidants ce qui rendrait leur semaine plus légère, et aucun n'a parlé d'argent",
        "Elle a appris à lire à quarante ans, dans une cuisine, avec une voisine qui n'avait jamais enseigné à",
        "Il reste des places pour la promenade le long du canal, mais prenez des bottes car le chemin est sous",
        "Une règle que personne ne sait expliquer ne devrait pas décider qui obtient un logement, même très savante",
        "La chorale cherche de nouvelles voix, surtout des basses, et promet du café, de la tarte et un voyage à",
        "L'été dernier, nous avons compté les abeilles du cimetière et trouvé plus d'espèces que dans tous les parcs",
    ],
    "de": [
        "Die Bücherei bleibt während der Prüfungen bis Mitternacht offen, und der Hausmeister backt Brot für alle",
        "Nach drei Jahren Umbau öffnet das Museum wieder, mit einem Saal, in dem man die Dinge selbst anfassen darf",
        "Wer einen Verein leitet, muss wissen, wo die Angaben seiner Mitglieder liegen und wer sie überhaupt lesen",
        "Auf dem Platz vor dem Bahnhof standen gestern hundert Stühle, jeder mit der Geschichte von jemandem, der",
        "Der Chor sucht neue Stimmen, vor allem Bässe, und verspricht Kaffee, Kuchen und eine Fahrt ans Meer im",
        "Kinder lesen länger, sagen die Forscherinnen, wenn zu Hause Bücher liegen, die ihnen niemand empfohlen hat",
        "Der Gemeinderat stimmte am Montag über den Plan ab, leere Läden für ein Jahr an Künstlerinnen zu verleihen",
        "Wir fragten zehn Pflegende, was ihre Woche leichter machen würde, und niemand nannte als Erstes das Geld",
        "Sie lernte mit vierzig lesen, in einer Küche, mit einer Nachbarin, die noch nie jemanden unterrichtet hatte",
        "Für den Spaziergang am Kanal gibt es noch Plätze, aber bringt Stiefel mit, denn der Weg steht wieder unter",
        "Im letzten Sommer zählten wir Bienen auf dem Friedhof und fanden mehr Arten als in allen Parks der Stadt",
    ],
}  # fmt: skip
TWENTY = [(spoken, text) for spoken, texts in TEXTS.items() for text in texts]


def test_twenty_words_are_enough_whatever_the_source_says():
    assert len(TWENTY) >= 40
    assert all(len(text.split()) <= 20 for _, text in TWENTY)
    for said in (None, *LANGUAGES):
        wrong = [text for spoken, text in TWENTY if language("", text, said) != spoken]
        assert len(wrong) <= 0.01 * len(TWENTY), (said, wrong)


def test_short_titles_lean_on_the_source():
    right = [language(text, "", spoken) == spoken for spoken, text, _ in SENTENCES]
    assert sum(right) >= 0.995 * len(right)
    alone = [language(text, "", None) == spoken for spoken, text, _ in SENTENCES]
    assert sum(alone) >= 0.97 * len(alone)


@pytest.mark.parametrize("said", [None, *LANGUAGES])
@pytest.mark.parametrize(
    ("spoken", "text"),
    [
        ("es", "El ayuntamiento aprueba un nuevo plan de movilidad para el centro de la ciudad"),
        ("it", "Il museo apre le sue porte ai giovani della città fino a tarda notte"),
        ("pt", "A cidade abre um novo museu para os jovens do bairro"),
        ("da", "Kommunen åbner et nyt bibliotek i centrum af byen, og alle er velkomne"),
        ("pl", "Miasto otwiera nowe muzeum dla młodzieży i rodzin z dziećmi"),
        ("tr", "Belediye gençler için yeni bir müze ve kütüphane açıyor"),
        ("zh", "市政府批准了新的交通计划，市民可以在图书馆查阅"),
        ("ar", "وافق المجلس البلدي على خطة جديدة لوسط المدينة"),
        ("ru", "Город открывает новый музей для молодежи"),
        ("uk", "Місто відкриває новий музей для молоді та родин"),
    ],
)
def test_other_languages_are_none_of_the_four(spoken, text, said):
    assert language(text, "", said) == spoken


@pytest.mark.parametrize("text", ["", "   ", "12 345", "😀🎉", "!?", "AI", "2.0"])
def test_what_says_nothing_is_what_the_source_says(text):
    assert language(text, "", "fr") == "fr"
    assert language(text, "", None) is None


def test_an_english_title_above_a_dutch_text_is_dutch():
    assert language("The medium is the message", " ".join(TEXTS["nl"][:2]), "en") == "nl"


def test_a_language_without_two_letters_is_known_to_be_unknown():
    text = "Dem dey talk say government go build new school for di area wey we dey stay since"
    assert language(text, "", "en") == UNKNOWN


def test_a_source_in_a_fifth_language_is_believed_for_its_titles():
    assert language("La ciudad y los museos", "", "es") == "es"
    assert language(TEXTS["nl"][0], "", "es") == "nl"


@given(st.text(), st.text(), st.sampled_from([None, *LANGUAGES, "es", "xx"]))
def test_it_never_crashes_and_always_answers_the_same(title, text, said):
    found = language(title, text, said)
    assert found == language(title, text, said)
    assert found is None or found == UNKNOWN or len(found) == 2


@needed
def test_twenty_words_of_real_articles_and_their_titles():
    with (CORPUS / "text/articles-nl.jsonl").open(encoding="utf-8") as file:
        articles = [json.loads(line) for line in file]
    twenty = [words[:20] for row in articles if len(words := row["text"].split()) >= 20]
    for said in (None, *LANGUAGES):
        right = [language("", " ".join(words), said) == "nl" for words in twenty]
        assert sum(right) >= 0.99 * len(right), said
    titles = [row["title"] for row in articles if row["title"]]
    assert sum(language(title, "", "nl") == "nl" for title in titles) >= 0.99 * len(titles)
    with (CORPUS / "text/stories-en.csv").open(encoding="utf-8", newline="") as file:
        english = [row["TITLE"] for row in csv.DictReader(file)][:1000]
    assert sum(language(title, "", "en") == "en" for title in english) >= 0.99 * len(english)
    assert sum(language(title, "", None) == "en" for title in english) >= 0.95 * len(english)
