# ruff: noqa: E501  (a text is read as a text)
"""Small news, written for these tests: reports, two outlets' words on one event, and texts that only look alike."""

from __future__ import annotations

REPORTS = [
    ("Leeszaal krijgt tweede leven als buurthuis", "De oude leeszaal aan de Kouter in Ravelgem wordt een buurthuis. Vrijwilligers van vzw De Lamp knapten het gebouw in acht maanden op, met hulp van leerlingen bouw. Vanaf september is er elke namiddag koffie, een repaircafé en hulp bij papieren. Het gemeentebestuur betaalt de verwarming, de vereniging doet de rest. Op de eerste verdieping komt een stille studeerplek met twintig tafels voor wie thuis geen rust vindt."),
    ("Archief zet tienduizend dorpsfoto's online", "Heemkring Den Dries heeft tienduizend foto's van voor 1960 gescand en vrij beschikbaar gemaakt. Wie iemand herkent, kan dat onder de foto schrijven. In de eerste week kregen al vierhonderd gezichten een naam, vertelt voorzitter Mia Colpaert. De oudste opname toont de kerktoren zonder spits, vlak na de storm van 1876. Scholen krijgen een lespakket waarmee kinderen hun straat van toen naast die van nu kunnen leggen."),
    ("Nachtopvang breidt uit voor de winter", "In het centrum voor dakloze mensen aan de Havenlaan komen dertig bedden bij. Coördinator Samira Haddouchi zegt dat de vraag sinds oktober met een derde is gestegen, vooral door jongeren die bij vrienden op de bank sliepen. De stad huurt twee verdiepingen van een leegstaand kantoor. Buren werden vooraf uitgenodigd en mochten vragen stellen. Drie van hen gaven zich meteen op om mee soep te koken op zondag."),
    ("Jeugdhuis schakelt over op zonnestroom", "Jeugdhuis 't Kelderke legde deze zomer zestig zonnepanelen op zijn platte dak. De jongeren haalden het geld op met een wafelenbak en een lening bij hun eigen ouders, die ze in zeven jaar terugbetalen. De muziekinstallatie van een fuif vraagt evenveel stroom als een gezin in twee dagen, rekende de werkgroep uit. Wat overblijft, gaat naar de koelkasten van de voedselbank aan de overkant van de straat."),
    ("Koor zoekt stemmen van nieuwkomers", "Het gemengd koor Cantilene opent zijn repetities voor wie Nederlands leert. Zingen helpt bij de uitspraak, merkte dirigente Lotte Verhaeghe, omdat je lettergrepen traag en samen maakt. Elke dinsdag staat er een lied op het programma dat een nieuwe zanger zelf meebrengt, uit Aleppo, Asmara of Kabul. In mei volgt een concert in de abdijkerk, met toegang naar vermogen en achteraf een maaltijd."),
    ("Des bénévoles sauvent le moulin du village", "À Saint-Amand-les-Prés, une trentaine de bénévoles ont passé trois étés à réparer le moulin à eau, abandonné depuis 1974. La roue tourne de nouveau et fournit la farine d'une petite boulangerie tenue par deux soeurs. La commune a prêté les outils, une école technique a refait les engrenages en chêne. Le premier dimanche du mois, des visites gratuites racontent le travail des meuniers et la crue de 1910."),
    ("Library lends tools as well as books", "The public library of Marwick now lends drills, ladders and sewing machines from a shelf beside the novels. Members book a tool online and keep it for a week without paying anything. Librarian Priya Nandakumar got the idea when her neighbours asked to borrow the same saw three times in one month. Repairs are done on Saturdays by retired engineers, who also teach anyone who cares to watch how a plug is wired."),
]  # fmt: skip
"""(title, text): seven publications that have nothing to do with each other."""

EVENTS = [
    (
        ("Fusiewet haalt gemeenteraad Ravelgem niet", "De gemeenteraad van Ravelgem stemde maandagavond tegen de fusie met Oosterzande. Burgemeester Dirk Maes sprak van een gemiste kans. De oppositie en twee schepenen vonden dat inwoners eerst in een referendum hun mening moesten geven. De Vlaamse premie van elf miljoen euro gaat daardoor voorbij."),
        ("Ravelgem zegt neen tegen fusie met Oosterzande", "Er komt geen fusie tussen Ravelgem en Oosterzande. Twee schepenen stemden mee met de oppositie in de gemeenteraad, die een referendum wilde. Burgemeester Maes reageert ontgoocheld: volgens hem loopt Ravelgem elf miljoen euro premie mis en wordt Oosterzande nu partner van een andere buur."),
    ),
    (
        ("Datalek bij sportdienst treft vierduizend gezinnen", "Door een fout in het inschrijvingssysteem van de sportdienst van Merelzele stonden gegevens van vierduizend gezinnen dagenlang open op internet. Het ging om namen, rijksregisternummers en medische fiches van kinderen. De stad Merelzele meldde het lek aan de toezichthouder en verwittigde de ouders."),
        ("Medische fiches van kinderen uit Merelzele lagen op straat", "De sportdienst van Merelzele heeft een datalek gemeld aan de toezichthouder. Wie het adres kende, kon medische fiches en rijksregisternummers van kinderen bekijken. Vierduizend gezinnen kregen een brief. Het inschrijvingssysteem is afgesloten tot een onderzoek klaar is."),
    ),
    (
        ("Le théâtre de Valbrune rouvre après l'incendie", "Deux ans après l'incendie, le théâtre municipal de Valbrune rouvre ses portes samedi avec une pièce de Molière. La reconstruction a coûté neuf millions d'euros. La façade de 1897 a été conservée, la salle compte désormais quatre cents places."),
        ("Valbrune retrouve son théâtre municipal", "Samedi, Molière sera de nouveau joué au théâtre municipal de Valbrune, détruit par un incendie il y a deux ans. Neuf millions d'euros ont été nécessaires à la reconstruction. Seule la façade, qui date de 1897, est d'origine."),
    ),
    (
        ("Marwick ferry to stop after 140 years", "The Marwick ferry will make its last crossing on 31 March. Operator Tollan Lines blames falling passenger numbers and the new bridge at Skarra. Forty crew members lose their jobs; the union says it will fight the closure of a service that began in 1886."),
        ("Union vows to fight closure of Marwick ferry", "Forty jobs will go when Tollan Lines closes the Marwick ferry at the end of March. The union called the decision a betrayal. Since the bridge at Skarra opened, passenger numbers have halved on the crossing, which has run since 1886."),
    ),
]  # fmt: skip
"""Pairs of (title, text): two outlets on one event, each in its own words."""

LOOKALIKES = [
    (("Gemeenteraad Ravelgem keurt begroting goed", "De gemeenteraad van Ravelgem keurde de begroting goed. Burgemeester Maes legde uit dat de belastingen niet stijgen en dat er drie jaar lang geld is voor fietspaden langs de steenweg."),
     ("Nieuwe bib voor Oosterzande", "Oosterzande bouwt een bibliotheek naast het station. De gemeenteraad keurde de plannen goed, de burgemeester hoopt op een opening binnen drie jaar en wil geen hogere belastingen.")),
    (("Zo bescherm je gegevens van leden", "Tips voor verenigingen: bewaar niet meer gegevens dan nodig, kies een sterk wachtwoord en vraag toestemming voor foto's. De wet op de privacy geldt ook voor vrijwilligers."),
     ("Privacy op school: wat mag en wat niet", "Scholen bewaren veel gegevens van leerlingen. De wet op de privacy vraagt toestemming voor foto's. Een werkgroep schreef een brochure met voorbeelden voor leerkrachten.")),
    (("Open dag in het museum", "Zondag 3 mei is iedereen welkom van 10 tot 17 uur. De toegang is gratis. Er zijn rondleidingen en een hoekje voor kinderen. Inschrijven is niet nodig."),
     ("Open dag bij de brandweer", "Zaterdag 9 mei is iedereen welkom van 10 tot 16 uur. De toegang is gratis. Er is een demonstratie en een springkasteel voor kinderen. Inschrijven is niet nodig.")),
    (("Nieuwsbrief april", "Lees hier onze nieuwsbrief."), ("Nieuwsbrief april", "Lees hier onze nieuwsbrief.")),
    (("Vacature: coördinator", ""), ("Vacature: coördinator", "")),
]  # fmt: skip
"""Pairs of (title, text) that tell two different things."""
