"""The words that hold sentences together and tell nothing themselves, by language, folded."""

from __future__ import annotations

from collections.abc import Mapping


def _listed(common: str) -> frozenset[str]:
    return frozenset(common.split())


GLUE: Mapping[str, frozenset[str]] = {
    "nl": _listed(
        "aan achter af al alle alleen allemaal als alsof altijd ander andere anders ben bent beter bij bijna "
        "binnen boven buiten daar daarbij daardoor daarmee daarna daarom daarvan daarvoor dan dankzij dat de deze "
        "die dit doe doen doet doch door dus echt echter een eerder eerst eerste eigen elk elke elkaar en enkele "
        "er ergens ervan ervoor etc even gaan gaat ging geen geven geeft gegeven gemaakt genoeg geweest geworden "
        "graag haar had hadden hand heb hebben heeft hem hen het hier hiermee hij hoe hoeveel hun ieder iedere "
        "iedereen iemand iets ik in indien inmiddels is ja je jij jou jouw jullie kan keer komen komt kon konden "
        "krijgen krijgt kun kunnen kunt laat laatste laten lang langs liet maak maakt maar maken man meer meest "
        "men met mij mijn minder misschien moest moet moeten mogelijk mogen na naar naast nam nee nemen net "
        "niemand niet niets nieuw nieuwe nieuws nodig nog nooit nou nu of om omdat onder ons onze ook op opnieuw "
        "over overal paar per pas rond samen sinds soms staan staat steeds sommige soort tal te tegen ten ter "
        "terug terwijl tijdens toch toe toen tot tussen twee tweede uit uw vaak van vanaf vanuit vast veel verder "
        "verschillende vier vijf vinden vindt volgende volgens voor vooral voorbij vrij waar waarbij waardoor "
        "waarin waarom waarop waarvan wanneer want waren was wat we weer weg weinig wel welke werd werden weten "
        "wie wij wil willen woord word worden wordt zal zat ze zei zelf zelfs zet zich zie zien ziet zij zijn zo "
        "zoals zodat zonder zou zouden zeer zowel zullen jaar jaren dag dagen week weken maand maanden mensen "
        "manier plaats keren uur vandaag morgen gisteren lees lezen bekijk goed goede groot grote klein kleine "
        "hoog hoge beste drie tien extra volledig weet ga zoek zoeken maandag dinsdag woensdag donderdag vrijdag "
        "zaterdag zondag januari februari maart april mei juni juli augustus september oktober november december"
    ),
    "en": _listed(
        "a about above according after again against ago all almost also although always am among an and another "
        "any anyone are aren't around as at away back be became because become been before behind being below best "
        "better between both but by came can can't cannot come comes could did didn't do does doesn't doing don't "
        "done down during each early either else enough even ever every everyone everything few first for four "
        "from full further gave get gets getting give given gives go goes going gone good got great had has have "
        "having he he's her here hers herself him himself his how however i i'm if in instead into is isn't it "
        "it's its itself just keep know last late later least left less let let's like likely little long look "
        "looks made make makes making many may maybe me might mine more most much must my myself near need needs "
        "never new next no nobody none nor not nothing now of off often on once one only onto or other others our "
        "ours ourselves out over own part people per perhaps put quite rather re really right said same say says "
        "see seen several shall she should show shows since so some someone something sometimes soon still such "
        "take takes taken tell than that that's the their theirs them themselves then there there's these they "
        "thing things think this those though three through thus time to today together told tomorrow too took "
        "toward towards two under until up upon us use used using very want wants was wasn't way we well went were "
        "what what's when where whether which while who whole whom whose why will with within without won't work "
        "world would year years yes yesterday yet you your yours yourself day days week weeks month months ten top "
        "big read monday tuesday wednesday thursday friday saturday sunday january february march april june july "
        "august september october november december"
    ),
    "fr": _listed(
        "a afin ai ailleurs ainsi alors apres as assez au aucun aucune aujourd'hui auquel aura aurait aussi autant "
        "autour autre autres aux avait avant avec avez avoir avons ayant beaucoup bien bon bonne c'est car ce ceci "
        "cela celle celles celui cent certain certaine certaines certains ces cet cette ceux chacun chaque chez ci "
        "cinq combien comme comment contre d'un d'une dans de debut dedans dehors deja depuis dernier derniere des "
        "desormais deux devant devait devenir devient devrait dire dit dix doit doivent donc donne dont du durant "
        "elle elles en encore enfin ensuite entre environ est et etaient etait etant ete etre eu eux fait faire "
        "fais faut fin fois font fut grace grand grande grandes grands hier homme hors ici il ils jamais je jour "
        "jours jusqu'a jusque l'on la laquelle le lequel les lesquels leur leurs lieu loin long lors lorsque lui "
        "ma maintenant mais malgre me meilleur meme memes mes met mettre mieux moi moins mois moment mon monde ne "
        "ni niveau nombre non nos notre nous nouveau nouveaux nouvelle nouvelles on ont ou outre par parce parfois "
        "parmi part partie partir partout pas passe pendant personne peu peut peuvent place plus plusieurs plutot "
        "point pour pourquoi pourrait pouvoir premier premiere pres presque prend puis puisque qu'il qu'on quand "
        "quatre que quel quelle quelles quelque quelques quels qui quoi rien s'il sa sans savoir se selon sera "
        "serait ses seul seule si sept six soi soit son sont sous souvent suis sur ta tandis tant te tel telle "
        "tellement temps tes toi ton toujours tous tout toute toutes travers tres trois trop tu un une va vers via "
        "vingt voici voila voir vont vos votre vous vraiment vu y an ans annee annees semaine semaines gens lire "
        "decouvrez decouvrir lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai "
        "juin juillet aout septembre octobre novembre decembre"
    ),
    "de": _listed(
        "ab aber alle allein allem allen aller alles als also am an andere anderen anderer anderes ans auch auf "
        "aus ausser bald bei beide beiden beim bereits besonders besser beste bin bis bisher bist bleibt brauchen "
        "braucht bringt da dabei dadurch dafur dagegen daher damals damit danach dann daran darauf daraus darf "
        "darin daruber darum darunter das dass davon davor dazu dein deine dem den denen denn dennoch der deren "
        "des deshalb dessen dich die dies diese diesem diesen dieser dieses dir doch dort drei du durch durfen "
        "ebenfalls eben ein eine einem einen einer eines einfach einige einigen einmal ende endlich er erst erste "
        "ersten es etwa etwas euch euer fast finden findet fur ganz gar geben gegen geht gehen gemacht gerade gern "
        "gibt gilt ging gleich gross grosse grossen gut gute guten hab habe haben halt hat hatte hatten hause her "
        "heute hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in indem ins innerhalb ist ja "
        "jahr jahre jahren jede jedem jeden jeder jedes jedoch jemand jetzt kam kann kannst kaum kein keine keinen "
        "keiner kommen kommt konnen konnte konnten kurz lang lange lassen lasst lesen letzte letzten leute liegt "
        "macht machen mal man manche mehr mein meine meinem meinen meiner meist menschen mich mir mit moglich "
        "morgen muss mussen musste mussten nach nachdem nachsten nahe naturlich neben nein neu neue neuen neuer "
        "neues nicht nichts nie niemand noch nun nur ob oben oder oft ohne paar recht rund sagen sagt sagte schon "
        "sehen sehr sei seien sein seine seinem seinen seiner seit seite selbst sich sie sieht sind so sobald "
        "sogar solche soll sollen sollte sollten somit sondern sonst soweit sowie statt stehen steht stellt tag "
        "tage tagen teil trotz tun tut uber uberall um und uns unser unsere unseren unserer unter viel viele "
        "vielen vier vom von vor wahrend wann war ware waren warum was wegen weil weiss weit weiter weitere "
        "weiteren welche welchen welcher wenig weniger wenn wer werde werden weshalb wie wieder wieso will wir "
        "wird wirklich wo woche wochen wohl wollen wollte worden wurde wurden zeigen zeigt zeit zu zudem zum zur "
        "zuruck zusammen zwar zwei zwischen monat monate gestern zehn funf montag dienstag mittwoch donnerstag "
        "freitag samstag sonntag januar februar marz april mai juni juli august september oktober november "
        "dezember"
    ),
}
"""What a rule of one such word means is an acronym (IT, WHO); no tag is worth having for one of them."""
