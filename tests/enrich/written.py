# ruff: noqa: E501  (a text is read as a text)
"""Sixty pieces of news in three languages, each told by outlets in their own words, and what only looks like them.

Everything here was made up for these tests: places, people and papers.
"""

from __future__ import annotations

NL = [
    [
        (
            "Zwembad Ravelgem blijft dicht tot de lente",
            "Na de lekkage in de technische kelder gaat het zwembad van Ravelgem pas in april weer open, zegt schepen Ann Loots.",
        ),
        (
            "Lek in kelder: Ravelgem wacht tot april op zijn zwembad",
            "De technische kelder van het zwembad staat onder water. Schepen Loots verwijst zwemclubs voorlopig door naar Oosterzande.",
        ),
    ],
    [
        (
            "Bibliotheek Merelzele leent voortaan ook gereedschap uit",
            "Wie lid is van de bib van Merelzele, kan er vanaf maandag een boormachine of ladder meenemen.",
        ),
        (
            "Boormachine naast de romans in de bib van Merelzele",
            "De bibliotheek van Merelzele opent een gereedschapsrek: ladders en boormachines gaan voor een week mee met leden.",
        ),
    ],
    [
        (
            "Provincie schrapt subsidie voor amateurkunst",
            "De provincie Westerland stopt in 2027 met haar subsidie van 400.000 euro voor amateurkunst. Koren en toneelkringen protesteren.",
        ),
        (
            "Koren boos: Westerland draait subsidiekraan dicht",
            "400.000 euro per jaar verdwijnt: amateurkunst hoeft vanaf 2027 niet meer te rekenen op de provincie Westerland.",
        ),
    ],
    [
        (
            "Archeologen vinden Romeins graf onder speelplein",
            "Bij werken aan speelplein De Vlieger in Tongelare kwam een Romeins graf met zeven urnen bloot.",
        ),
        (
            "Zeven urnen onder De Vlieger: Romeinen lagen onder speelplein Tongelare",
            "Kinderen in Tongelare moeten even wachten: archeologen graven een Romeins graf op onder hun speelplein.",
        ),
    ],
    [
        (
            "Jeugdhuis De Kelder sluit na klachten over lawaai",
            "Burgemeester Mark Vos van Heikant legt jeugdhuis De Kelder een sluiting van drie weken op na geluidsklachten.",
        ),
        (
            "Drie weken stilte in De Kelder",
            "Te veel lawaai, vindt burgemeester Vos: het jeugdhuis in Heikant gaat tijdelijk dicht.",
        ),
    ],
    [
        (
            "Fanfare Sint-Cecilia krijgt erkenning als erfgoed",
            "De optocht van fanfare Sint-Cecilia in Dorremaal staat op de inventaris van immaterieel erfgoed.",
        ),
        (
            "Dorremaal viert: optocht Sint-Cecilia is nu immaterieel erfgoed",
            "Na drie jaar wachten kreeg de fanfare van Dorremaal goed nieuws: haar jaarlijkse optocht komt op de inventaris.",
        ),
    ],
    [
        (
            "Voedselbank Havenkant ziet vraag met een derde stijgen",
            "De voedselbank in Havenkant deelt elke week 620 pakketten uit, een derde meer dan vorig jaar.",
        ),
        (
            "620 pakketten per week: Havenkant kan de vraag niet meer aan",
            "Steeds meer werkenden kloppen aan bij de voedselbank van Havenkant, zegt coördinator Ilse Baert.",
        ),
    ],
    [
        (
            "Minister Daems wil verbod op telefoons in jeugdkampen",
            "Jeugdminister Karel Daems onderzoekt een verbod op smartphones tijdens zomerkampen.",
        ),
        (
            "Kamp zonder smartphone? Daems polst jeugdbewegingen",
            "Een verbod op telefoons tijdens zomerkampen: minister Karel Daems legt het idee voor aan de jeugdbewegingen.",
        ),
    ],
    [
        (
            "Museum voor Textiel haalt Picasso-tapijt naar Lakenstad",
            "Het Museum voor Textiel in Lakenstad toont vanaf mei een wandtapijt naar een ontwerp van Picasso.",
        ),
        (
            "Wandtapijt van Picasso te zien in Lakenstad",
            "Vier maanden lang hangt in het Museum voor Textiel een tapijt dat Picasso in 1957 ontwierp.",
        ),
    ],
    [
        (
            "Cyberaanval legt OCMW Beverhout plat",
            "Hackers versleutelden in het weekend de servers van het OCMW van Beverhout; leeflonen worden met de hand uitbetaald.",
        ),
        (
            "Leeflonen op papier na hacking in Beverhout",
            "Het OCMW van Beverhout werkt zonder computers sinds hackers de servers versleutelden.",
        ),
    ],
    [
        (
            "Natuurpunt koopt moeras De Zegge uit",
            "Natuurvereniging Groenland kocht 14 hectare moeras in Zeggegem dankzij 2.300 schenkers.",
        ),
        (
            "2.300 schenkers redden moeras van Zeggegem",
            "Groenland wordt eigenaar van 14 hectare moeras: de inzameling haalde in twee maanden het nodige bedrag.",
        ),
    ],
    [
        (
            "Vrijwilligers vangen padden op nieuwe ringweg Kortegem",
            "Door de ringweg in Kortegem moeten 4.000 padden een weg over; vrijwilligers dragen ze met emmers.",
        ),
        (
            "Met emmers de ringweg over: 4.000 padden in Kortegem",
            "Elke avond staan er dertig vrijwilligers langs de ringweg van Kortegem om padden over te zetten.",
        ),
    ],
    [
        (
            "Toneelhuis Arkel ontslaat artistiek leider Roos Hendrikx",
            "De raad van bestuur van Toneelhuis Arkel zet Roos Hendrikx aan de deur na een conflict over het budget.",
        ),
        (
            "Hendrikx moet weg bij Toneelhuis Arkel",
            "Een ruzie over het budget kost artistiek leider Roos Hendrikx haar baan in Arkel.",
        ),
    ],
    [
        (
            "Wandelclub De Stappers stapt voor honderdste keer naar Scherpenhoek",
            "De Stappers uit Diepenbeke wandelen zondag hun honderdste bedevaart naar Scherpenhoek, 62 kilometer.",
        ),
        (
            "Honderd keer 62 kilometer: De Stappers gaan weer naar Scherpenhoek",
            "Uit Diepenbeke vertrekken zondag 180 wandelaars voor een jubileumtocht naar Scherpenhoek.",
        ),
    ],
    [
        (
            "Rechter geeft buurt gelijk: kapel Sint-Rochus mag niet gesloopt",
            "De Raad schorst de sloopvergunning voor de kapel Sint-Rochus in Muizendries.",
        ),
        (
            "Sloop van kapel in Muizendries geschorst",
            "Buurtbewoners haalden hun slag thuis: de kapel Sint-Rochus blijft voorlopig staan.",
        ),
    ],
    [
        (
            "Straatvegers in Lindenaar staken voor meer loon",
            "De reinigingsdienst van Lindenaar legt het werk neer; vakbond ALV eist twee euro per uur meer.",
        ),
        (
            "Afval blijft liggen in Lindenaar door staking",
            "Straatvegers willen twee euro per uur erbij. Het stadsbestuur van Lindenaar praat dinsdag met vakbond ALV.",
        ),
    ],
    [
        (
            "Leerlingen Sint-Jozef bouwen eigen zonneauto",
            "Twaalf leerlingen van Sint-Jozef in Opwijkel rijden met een zelfgebouwde zonneauto naar Parijs.",
        ),
        (
            "Op zonlicht naar Parijs: scholieren uit Opwijkel vertrekken",
            "De zonneauto van Sint-Jozef legt in vier dagen 390 kilometer af, met twaalf leerlingen in ploegen.",
        ),
    ],
    [
        (
            "Bond voor ouderen klaagt bankautomaten aan",
            "Seniorenbond Rijpe Jaren dient klacht in tegen bank Argos omdat in 48 dorpen de automaat verdween.",
        ),
        (
            "48 dorpen zonder automaat: Rijpe Jaren dient klacht in tegen Argos",
            "De seniorenbond vindt dat bank Argos ouderen uitsluit door automaten weg te halen.",
        ),
    ],
    [
        (
            "Stad Ostrebroek opent dagopvang in oude gevangenis",
            "Dakloze mensen kunnen vanaf november terecht in een vleugel van de oude gevangenis van Ostrebroek.",
        ),
        (
            "Oude gevangenis Ostrebroek wordt opvang voor daklozen",
            "Koffie, een douche en een kluisje: een vleugel van de voormalige gevangenis wordt dagopvang.",
        ),
    ],
    [
        (
            "Dialectwoordenboek van het Hagelandse Zoutlee verschijnt",
            "Na 22 jaar werk stelde heemkring Zoutlee zijn woordenboek met 9.000 dialectwoorden voor.",
        ),
        (
            "9.000 woorden uit Zoutlee voor altijd bewaard",
            "Heemkring Zoutlee werkte 22 jaar aan een dialectwoordenboek, dat zaterdag verscheen.",
        ),
    ],
    [
        (
            "App van De Lijn-Noord lekt reisgegevens",
            "Onderzoeker Tim Raes ontdekte dat de reisapp van vervoerder Noordlijn ritten van 80.000 reizigers openbaar maakte.",
        ),
        (
            "80.000 reizigers te volgen door fout bij Noordlijn",
            "Via de app van vervoerder Noordlijn kon iedereen ritten inkijken, stelde onderzoeker Raes vast.",
        ),
    ],
    [
        (
            "Volkstuinen Molenveld moeten wijken voor tramlijn",
            "Tramlijn 9 komt er: 64 volkstuinen aan het Molenveld verdwijnen tegen 2028.",
        ),
        (
            "Tram 9 rijdt straks door 64 moestuinen",
            "Tuinders van het Molenveld moeten tegen 2028 plaatsmaken voor de verlenging van de tram.",
        ),
    ],
    [
        (
            "Zeilschip Amandine vertrekt met scholieren naar IJsland",
            "Achttien jongeren varen met de Amandine twee maanden lang naar IJsland in plaats van naar school te gaan.",
        ),
        (
            "School op zee: Amandine zet koers naar IJsland",
            "Twee maanden les aan boord: achttien scholieren vertrokken vrijdag met het zeilschip Amandine.",
        ),
    ],
    [
        (
            "Nieuwe directeur voor Huis van het Kind in Waregalle",
            "Fatma Yildiz wordt in januari directeur van het Huis van het Kind in Waregalle.",
        ),
        (
            "Fatma Yildiz leidt Huis van het Kind",
            "Waregalle koos uit dertig kandidaten: Yildiz volgt in januari Greet Aerts op als directeur van het Huis van het Kind.",
        ),
    ],
]

FR = [
    [
        (
            "La médiathèque de Valbrune ouvre le dimanche",
            "À partir de mars, la médiathèque de Valbrune accueillera le public le dimanche après-midi.",
        ),
        (
            "Valbrune : lire le dimanche à la médiathèque",
            "Dix étudiants ont été engagés pour ouvrir la médiathèque de Valbrune chaque dimanche dès mars.",
        ),
    ],
    [
        (
            "Incendie à la ferme des Tilleuls de Sorneville",
            "Un feu a détruit la grange de la ferme pédagogique des Tilleuls, à Sorneville. Les animaux sont saufs.",
        ),
        (
            "Sorneville : la grange des Tilleuls ravagée par les flammes",
            "Les chèvres de la ferme pédagogique ont été évacuées à temps, mais la grange est perdue.",
        ),
    ],
    [
        (
            "Le carnaval de Grandpré annulé faute de bénévoles",
            "Le comité du carnaval de Grandpré renonce à l'édition 2027 : il manque quarante bénévoles.",
        ),
        (
            "Pas de carnaval à Grandpré en 2027",
            "Faute de quarante bénévoles, le comité jette l'éponge et annule le cortège de Grandpré.",
        ),
    ],
    [
        (
            "La ministre Delvaux promet un chèque culture aux jeunes",
            "Chaque jeune de dix-huit ans recevra 150 euros pour des spectacles, annonce la ministre Delvaux.",
        ),
        (
            "150 euros de culture pour les dix-huit ans",
            "Un chèque pour les spectacles et les livres : la ministre Claire Delvaux en a fixé le montant.",
        ),
    ],
    [
        (
            "Une fresque de 1320 découverte dans l'église de Mormont",
            "Sous la chaux, des restauratrices ont trouvé une fresque de 1320 dans l'église de Mormont.",
        ),
        (
            "Mormont : saint Georges réapparaît sous la chaux",
            "La fresque, datée de 1320, montre saint Georges. Elle dormait dans le chœur de l'église de Mormont.",
        ),
    ],
    [
        (
            "Les crèches de Liernay en grève jeudi",
            "Les puéricultrices de Liernay cessent le travail jeudi pour réclamer des renforts.",
        ),
        (
            "Grève dans les crèches de Liernay",
            "Sept crèches resteront fermées jeudi : les puéricultrices demandent du personnel à la ville de Liernay.",
        ),
    ],
    [
        (
            "Le Théâtre des Halles perd sa subvention",
            "La Région retire 250.000 euros au Théâtre des Halles de Brévent, accusé de mauvaise gestion.",
        ),
        (
            "Brévent : 250.000 euros en moins pour les Halles",
            "Accusé de mauvaise gestion, le Théâtre des Halles voit partir la subvention de la Région.",
        ),
    ],
    [
        (
            "Un jardin partagé sur le toit du lycée Mistral",
            "Les élèves du lycée Mistral de Carsan cultivent tomates et fèves sur huit cents mètres carrés de toit.",
        ),
        (
            "Carsan : des fèves poussent sur le toit du lycée",
            "Huit cents mètres carrés de potager couvrent désormais le lycée Mistral.",
        ),
    ],
    [
        (
            "Vol de données à la mutuelle Solida",
            "Des pirates ont copié les dossiers de 95.000 affiliés de la mutuelle Solida.",
        ),
        (
            "Solida piratée : 95.000 dossiers dans la nature",
            "La mutuelle a prévenu ses affiliés et porté plainte après la copie de 95.000 dossiers.",
        ),
    ],
    [
        (
            "La chorale des sans-abri chante à l'opéra de Meuzance",
            "Trente personnes sans logement se produiront samedi à l'opéra de Meuzance.",
        ),
        (
            "À Meuzance, l'opéra s'ouvre à une chorale de la rue",
            "Samedi, trente choristes sans logement monteront sur la scène de l'opéra.",
        ),
    ],
    [
        (
            "Le dernier cinéma de Vireux sauvé par ses spectateurs",
            "Une coopérative de 640 habitants rachète le cinéma Rex de Vireux.",
        ),
        (
            "640 coopérateurs rachètent le Rex",
            "Le cinéma de Vireux ne fermera pas : ses spectateurs en sont devenus propriétaires.",
        ),
    ],
    [
        (
            "Le castor revient dans la vallée de l'Oudre",
            "Des caméras ont filmé une famille de castors dans la vallée de l'Oudre, une première depuis 1890.",
        ),
        (
            "Une famille de castors filmée sur l'Oudre",
            "On ne l'avait plus vu depuis 1890 : le castor s'est réinstallé dans la vallée.",
        ),
    ],
    [
        (
            "L'école de Petit-Han enseigne en plein air",
            "Quatre matinées par semaine, les classes de Petit-Han se tiennent dans la forêt.",
        ),
        (
            "Petit-Han : la forêt comme salle de classe",
            "L'école du village a déplacé ses leçons sous les arbres, quatre matinées sur cinq.",
        ),
    ],
    [
        (
            "Les archives de Tournebride inondées",
            "Une canalisation rompue a noyé deux kilomètres de documents aux archives de Tournebride.",
        ),
        (
            "Tournebride : deux kilomètres d'archives sous l'eau",
            "La rupture d'une canalisation menace des registres du seizième siècle.",
        ),
    ],
    [
        (
            "Un bus bibliothèque pour les villages du Condrelois",
            "Le bibliobus du Condrelois desservira vingt-six villages à partir de septembre.",
        ),
        (
            "Vingt-six villages sur la route du bibliobus",
            "En septembre, un autobus chargé de livres parcourra le Condrelois.",
        ),
    ],
    [
        (
            "Condamnation du maire d'Estrelles pour favoritisme",
            "Le maire d'Estrelles, Paul Garnier, écope de six mois avec sursis pour favoritisme.",
        ),
        (
            "Favoritisme : six mois avec sursis pour Paul Garnier",
            "Le tribunal a condamné le maire d'Estrelles, qui fait appel.",
        ),
    ],
    [
        (
            "La Nuit des lanternes attire 12.000 personnes à Fouron",
            "Malgré la pluie, 12.000 visiteurs ont suivi la Nuit des lanternes de Fouron-la-Neuve.",
        ),
        (
            "Fouron-la-Neuve : 12.000 lanternes sous la pluie",
            "La Nuit des lanternes a battu son record, en dépit du mauvais temps.",
        ),
    ],
    [
        (
            "Une rue Simone-Hardy à Lessive-sur-Eau",
            "La commune donne le nom de la résistante Simone Hardy à la rue de la Gare.",
        ),
        (
            "La résistante Simone Hardy aura sa rue",
            "À Lessive-sur-Eau, la rue de la Gare change de nom en hommage à Simone Hardy.",
        ),
    ],
]

EN = [
    [
        (
            "Marwick library cuts opening hours by half",
            "From June the Marwick public library will open only three days a week, the council decided.",
        ),
        (
            "Three days a week: Marwick council halves library hours",
            "Readers protested as the council voted to halve the hours of the public library in Marwick.",
        ),
    ],
    [
        (
            "Lifeboat crew of Skarra rescues nine kayakers",
            "Nine kayakers were pulled from the sea off Skarra when the wind turned on Sunday.",
        ),
        (
            "Nine saved off Skarra after wind turns",
            "The Skarra lifeboat took nine kayakers on board in a force eight wind.",
        ),
    ],
    [
        (
            "Tollan brass band wins national title",
            "Tollan Silver Band took the national brass championship for the first time since 1971.",
        ),
        (
            "First since 1971: national brass title for Tollan",
            "Judges praised the soft playing of Tollan Silver Band at the national championship.",
        ),
    ],
    [
        (
            "Data of 30,000 donors leaked by charity Brightwell",
            "An open server at charity Brightwell exposed names and bank details of 30,000 donors.",
        ),
        (
            "Brightwell apologises to 30,000 donors for leak",
            "Bank details of donors lay open for eleven days on a server of the charity.",
        ),
    ],
    [
        (
            "Museum of Salt to return Benin bronze",
            "The Museum of Salt in Lowmere will return its only Benin bronze to Nigeria next spring.",
        ),
        (
            "Lowmere museum gives Benin bronze back to Nigeria",
            "Trustees of the Museum of Salt agreed to return the bronze, bought in 1904.",
        ),
    ],
    [
        (
            "Youth workers strike across Northshire",
            "Two hundred youth workers in Northshire walked out over pay on Tuesday.",
        ),
        (
            "Northshire youth clubs shut as workers walk out",
            "Clubs stayed closed on Tuesday when youth workers went on strike for higher pay.",
        ),
    ],
    [
        (
            "Hedgehog tunnels planned under bypass at Ferrow",
            "Engineers will dig twelve tunnels for hedgehogs under the Ferrow bypass.",
        ),
        (
            "Twelve tunnels for the hedgehogs of Ferrow",
            "The bypass will get underpasses after a petition by pupils of Ferrow primary.",
        ),
    ],
    [
        (
            "Poet Mary Callow named laureate of the isles",
            "Mary Callow, 81, is the new laureate of the isles, the first from Inverby.",
        ),
        (
            "Laureate at 81: Inverby's Mary Callow",
            "The poet from Inverby said that she would write about ferries and bread.",
        ),
    ],
    [
        (
            "Court halts sale of allotments in Pell Street",
            "A judge stopped Dunmore council from selling the Pell Street allotments to a developer.",
        ),
        (
            "Dunmore gardeners win: Pell Street sale halted",
            "The developer may not build on the allotments until the hearing in May.",
        ),
    ],
    [
        (
            "Village pub in Oakley bought by its drinkers",
            "Residents of Oakley raised 310,000 pounds to buy the Plough.",
        ),
        (
            "The Plough saved: Oakley raises 310,000 pounds",
            "The last pub of the village now belongs to 240 of its residents.",
        ),
    ],
    [
        (
            "Choir of refugees tours cathedrals",
            "The Harbour Choir, sixty refugees from Port Ellis, will sing in nine cathedrals.",
        ),
        (
            "Sixty voices from Port Ellis in nine cathedrals",
            "A tour for the Harbour Choir, founded by refugees in a church hall.",
        ),
    ],
    [
        (
            "Care home Rosebank closed by inspectors",
            "Inspectors shut Rosebank care home in Wendle after finding too few night staff.",
        ),
        (
            "Too few nurses at night: Rosebank in Wendle must close",
            "Forty residents of the Rosebank care home are moving this week.",
        ),
    ],
    [
        (
            "Steam museum finds 1825 drawings in a biscuit tin",
            "Drawings for an engine of 1825 turned up in a biscuit tin at Castleford steam museum.",
        ),
        (
            "Biscuit tin held engine plans of 1825",
            "A volunteer at the steam museum in Castleford opened the tin by chance.",
        ),
    ],
    [
        (
            "School bans homework for a year",
            "Ashgate primary will set no homework until next summer, head teacher Joan Frith said.",
        ),
        (
            "A year without homework at Ashgate",
            "Joan Frith, head of the primary, wants to see whether pupils read more.",
        ),
    ],
    [
        (
            "Radio for prisoners wins media prize",
            "Station Inside FM, run by inmates of Holmgate, won the community media prize.",
        ),
        (
            "Community media prize for the inmates of Holmgate",
            "The jury praised Inside FM for its programme on letters home.",
        ),
    ],
    [
        (
            "Storm Edda tears roof off Linfield theatre",
            "The roof of the Linfield theatre blew off in storm Edda on Friday night.",
        ),
        (
            "Linfield theatre loses its roof to Edda",
            "Nobody was hurt when the storm struck after Friday's performance.",
        ),
    ],
    [
        (
            "Mayor Okafor opens free clothes shop in Barrow Lane",
            "Parents can swap school uniforms for nothing in Barrow Lane, Mayor Okafor said.",
        ),
        (
            "Swap, don't buy: free uniforms in Barrow Lane",
            "The shop, opened by Mayor Okafor, takes in school clothes and gives them away.",
        ),
    ],
    [
        (
            "Bees return to the roof of Kingsway hospital",
            "Six hives stand on Kingsway hospital; nurses sell the honey for the children's ward.",
        ),
        (
            "Honey from the hospital roof for the children's ward",
            "Nurses of Kingsway keep six hives above the maternity wing.",
        ),
    ],
]

ALONE = [
    (
        "nl",
        "Open dag in het museum van Ravelgem",
        "Zondag is iedereen welkom van 10 tot 17 uur. De toegang is gratis, er zijn rondleidingen.",
    ),
    (
        "nl",
        "Open dag bij de brandweer van Merelzele",
        "Zaterdag is iedereen welkom van 10 tot 16 uur. De toegang is gratis, er is een springkasteel.",
    ),
    (
        "nl",
        "Gemeenteraad Heikant keurt begroting goed",
        "De gemeenteraad keurde de begroting goed. De belastingen stijgen niet.",
    ),
    (
        "nl",
        "Gemeenteraad Dorremaal bespreekt fietspaden",
        "De gemeenteraad besprak de fietspaden langs de steenweg. De oppositie wil meer geld.",
    ),
    (
        "nl",
        "Vacature: coördinator vrijwilligers in Havenkant",
        "Wij zoeken een halftijdse coördinator. Solliciteren kan tot het einde van de maand.",
    ),
    (
        "nl",
        "Vacature: educatief medewerker in Tongelare",
        "Wij zoeken een voltijdse medewerker. Solliciteren kan tot het einde van de maand.",
    ),
    (
        "nl",
        "Nieuwsbrief november van de heemkring",
        "Lees in deze nieuwsbrief over onze activiteiten en de nieuwe aanwinsten.",
    ),
    (
        "nl",
        "Nieuwsbrief van het buurthuis",
        "Lees in deze nieuwsbrief over onze activiteiten en de vrijwilligers van de maand.",
    ),
    (
        "nl",
        "Minister Daems bezoekt jeugdhuis in Kortegem",
        "De minister sprak er met jongeren over wachtlijsten in de hulpverlening.",
    ),
    (
        "nl",
        "Vijf tips voor een betere nieuwsbrief",
        "Schrijf kort, kies een goede titel en stuur ze op een vast moment.",
    ),
    (
        "nl",
        "Zo bescherm je de gegevens van je leden",
        "Bewaar niet meer dan nodig, kies een sterk wachtwoord en vraag toestemming voor foto's.",
    ),
    ("fr", "Portes ouvertes à l'académie de Valbrune", "Dimanche, l'entrée est libre de dix à dix-sept heures."),
    ("fr", "Portes ouvertes chez les pompiers de Liernay", "Samedi, l'entrée est libre de dix à seize heures."),
    (
        "fr",
        "Le conseil communal de Vireux vote son budget",
        "Les taxes n'augmentent pas, annonce l'échevin des finances.",
    ),
    ("fr", "La ministre Delvaux visite une école de Carsan", "Elle y a parlé de la pénurie d'enseignants."),
    (
        "fr",
        "Offre d'emploi : animateur à Brévent",
        "Nous cherchons un animateur à mi-temps. Candidatures avant la fin du mois.",
    ),
    (
        "fr",
        "Cinq conseils pour trouver des bénévoles",
        "Soyez précis, remerciez souvent et laissez choisir les horaires.",
    ),
    (
        "en",
        "Open day at Marwick fire station",
        "Everyone is welcome on Saturday. Entrance is free and there is a bouncy castle.",
    ),
    (
        "en",
        "Open day at the Tollan gallery",
        "Everyone is welcome on Sunday. Entrance is free and there are guided tours.",
    ),
    ("en", "Dunmore council approves budget", "Taxes will not rise, the treasurer said."),
    (
        "en",
        "Vacancy: volunteer manager at Wendle",
        "We are looking for a part-time manager. Apply before the end of the month.",
    ),
    ("en", "Mayor Okafor meets bus drivers", "They talked about night routes and safety."),
    ("en", "Five ways to thank your volunteers", "Write by hand, be quick and be exact."),
]
"""(language, title, text): told by one outlet each, though they look like one another, or like the news above."""
