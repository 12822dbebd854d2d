<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="wo" sourcelanguage="fr">
<context>
    <name>AskAgain</name>
    <message>
        <source>Poser la question autrement</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Laajaatal ko neneen</translation>
    </message>
</context>
<context>
    <name>Asking</name>
    <message>
        <source>Non</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déedéet</translation>
    </message>
    <message>
        <source>Oui</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Waaw</translation>
    </message>
</context>
<context>
    <name>CollectionCards</name>
    <message>
        <source>Exporter « {0} »</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Yóbbu « {0} »</translation>
    </message>
    <message>
        <source>Non</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déedéet</translation>
    </message>
    <message>
        <source>Oui</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Waaw</translation>
    </message>
    <message>
        <source>Retirer « {0} »</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dindi « {0} »</translation>
    </message>
    <message>
        <source>Retirer « {0} » de cet ordinateur ?</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ndax ñu dindi « {0} » ci ordinaatër bii?</translation>
    </message>
</context>
<context>
    <name>Collections</name>
    <message>
        <source>1 page</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">1 xët</translation>
    </message>
    <message>
        <source>Pages ajoutées</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët yi ñu yokk</translation>
    </message>
    <message>
        <source>Pages de départ</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët yi ànd ak Laaj</translation>
    </message>
    <message>
        <source>{0} pages</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">{0} xët</translation>
    </message>
</context>
<context>
    <name>ConsentCard</name>
    <message>
        <source>Merci ! Votre question est gardée ici.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Jërëjëf! Denc nañu sa laaj fii.</translation>
    </message>
    <message>
        <source>Non</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déedéet</translation>
    </message>
    <message>
        <source>Oui</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Waaw</translation>
    </message>
    <message>
        <source>Écouter</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déglu</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Ajouter des fichiers</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Yokk ay fisiye</translation>
    </message>
    <message>
        <source>Exporter la collection</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Yóbbu dajale bi</translation>
    </message>
    <message>
        <source>Importer une collection</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dugal dajale</translation>
    </message>
    <message>
        <source>Imprimer dans un fichier PDF</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Génne ko ci fisiye PDF</translation>
    </message>
</context>
<context>
    <name>DocumentList</name>
    <message>
        <source>Arrêter</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Taxawal</translation>
    </message>
    <message>
        <source>Garder cette page</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Denc xët wii</translation>
    </message>
    <message>
        <source>Ne plus garder cette page</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dindi ko ci yi ñu denc</translation>
    </message>
    <message>
        <source>Écouter</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déglu</translation>
    </message>
</context>
<context>
    <name>DropSheet</name>
    <message>
        <source>Lâchez ici pour ajouter à la bibliothèque</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bàyyil fii ngir yokk ci téere yi</translation>
    </message>
</context>
<context>
    <name>Facilitation</name>
    <message>
        <source>Où exporter les questions données ?</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Fan lañuy yóbbu laaj yi ñu joxe?</translation>
    </message>
</context>
<context>
    <name>FacilitatorPage</name>
    <message>
        <source>Ajouter des pages</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Yokk ay xët</translation>
    </message>
    <message>
        <source>Animateur</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ki lay jàppale</translation>
    </message>
    <message>
        <source>Collections et paquets</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dajale yi ak paket yi</translation>
    </message>
    <message>
        <source>Importer un paquet</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dugal paket</translation>
    </message>
    <message>
        <source>Un paquet emporte une collection sur une clé USB, avec ses résumés en wolof.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Paket day yóbbu dajale ci caabi USB, ànd ak ay tënkam ci wolof.</translation>
    </message>
    <message>
        <source>Voir les collections</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xool dajale yi</translation>
    </message>
</context>
<context>
    <name>FacilitatorRow</name>
    <message>
        <source>Arrêter</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Taxawal</translation>
    </message>
    <message>
        <source>Bonne page : c&apos;est noté</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët wii la: bind nañu ko</translation>
    </message>
    <message>
        <source>C&apos;est la bonne page</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët wii la</translation>
    </message>
    <message>
        <source>Dites-le quand cette page répond à la question : cela aide ceux qui demanderont après.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Waxal ko su xët wii tontoo laaj bi: dina jàppale ñi nar a laaj.</translation>
    </message>
    <message>
        <source>Effacer le résumé</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Far tënk bi</translation>
    </message>
    <message>
        <source>Effacer le résumé de « {0} » ?</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ndax ñu far tënku « {0} »?</translation>
    </message>
    <message>
        <source>Enregistrer un résumé en wolof</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Wax ko ci wolof</translation>
    </message>
    <message>
        <source>Garder ce résumé</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Denc tënk bii</translation>
    </message>
    <message>
        <source>J&apos;enregistre : encore {0} secondes.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Maa ngi déglu: des na {0} s.</translation>
    </message>
    <message>
        <source>Merci. Si la personne a donné sa question, le prochain Laaj apprendra à mieux y répondre.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Jërëjëf. Su ki laaj joxee laajam, Laaj bi di ñëw dina gën a mën a tontu.</translation>
    </message>
    <message>
        <source>Ne pas le garder</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bul ko denc</translation>
    </message>
    <message>
        <source>Recommencer</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Tàmbaliwaat</translation>
    </message>
    <message>
        <source>Refaire le résumé en wolof</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Waxaat ko ci wolof</translation>
    </message>
    <message>
        <source>Un autre résumé attend d&apos;être gardé</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Beneen tënk a ngi xaar ñu denc ko</translation>
    </message>
    <message>
        <source>Un instant…</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xaaral tuuti…</translation>
    </message>
    <message>
        <source>Une autre page est notée comme la bonne ; celle-ci la remplacera.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Beneen xët lañu bind ni moom la; wii dina ko wuutu.</translation>
    </message>
    <message>
        <source>Écouter</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déglu</translation>
    </message>
    <message>
        <source>Écoutez, puis gardez ce résumé, ou recommencez.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déglul ko, ba noppi nga denc ko, walla nga tàmbaliwaat.</translation>
    </message>
</context>
<context>
    <name>FacilitatorSwitch</name>
    <message>
        <source>Code de l&apos;animateur</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Kod bu ki lay jàppale</translation>
    </message>
    <message>
        <source>Demander ce code</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Laajal kod bii</translation>
    </message>
    <message>
        <source>Entrez le code de l&apos;animateur.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bindal kod bu ki lay jàppale.</translation>
    </message>
    <message>
        <source>L&apos;animateur confirme la bonne page, enregistre des résumés en wolof, et voit ce qui est demandé dans la semaine, sans savoir par qui.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ki lay jàppale day wax ban xët moo baax, tënk xët yi ci wolof, te gis li ñu laaj ci ayubés bi, waaye du xam kan moo laaj.</translation>
    </message>
    <message>
        <source>Ne plus demander de code</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bul laajati kod</translation>
    </message>
    <message>
        <source>Non</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déedéet</translation>
    </message>
    <message>
        <source>Oui</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Waaw</translation>
    </message>
    <message>
        <source>Outils de l&apos;animateur</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Jumtukaayi ki lay jàppale</translation>
    </message>
    <message>
        <source>Ouvrir</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ubbi</translation>
    </message>
    <message>
        <source>Ouvrir la page de l&apos;animateur</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ubbi xëtu ki lay jàppale</translation>
    </message>
    <message>
        <source>Un code est demandé pour remettre ces outils.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dinañu laaj kod ngir delloosi jumtukaay yii.</translation>
    </message>
    <message>
        <source>Vous pouvez choisir un code de 4 à 8 chiffres, qui sera demandé pour remettre ces outils.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Mën nga tànn kod bu am 4 ba 8 lim; dinañu ko laaj ngir delloosi jumtukaay yii.</translation>
    </message>
</context>
<context>
    <name>GistSection</name>
    <message>
        <source>Effacer le résumé de « {0} »</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Far tënku « {0} »</translation>
    </message>
    <message>
        <source>Effacer le résumé de « {0} » ?</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ndax ñu far tënku « {0} »?</translation>
    </message>
    <message>
        <source>Pages avec un résumé : {0} sur {1}.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët yi am tënk: {0} ci {1}.</translation>
    </message>
    <message>
        <source>Pages qui ont un résumé</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët yi am tënk</translation>
    </message>
    <message>
        <source>Résumés en wolof</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Tënk yi ci wolof</translation>
    </message>
    <message>
        <source>Venu avec un paquet</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ci paket la jóge</translation>
    </message>
    <message>
        <source>À enregistrer d&apos;abord : les pages les plus lues qui n&apos;en ont pas.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Yi ñuy njëkk a tënk: xët yi ñu gën a jàng te amuñu tënk.</translation>
    </message>
    <message>
        <source>Écouter le résumé de « {0} »</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déglu tënku « {0} »</translation>
    </message>
</context>
<context>
    <name>GivenSection</name>
    <message>
        <source>Effacer la question du {0}</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Far laaju {0}</translation>
    </message>
    <message>
        <source>Effacer toutes les questions données ?</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ndax ñu far laaj yi ñu joxe yépp?</translation>
    </message>
    <message>
        <source>Exporter</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Yóbbu ko</translation>
    </message>
    <message>
        <source>Gardées sur cet ordinateur, avec l&apos;accord de chaque personne et sans son nom. L&apos;exportation prend celles dont la bonne page est confirmée : elles apprennent au prochain Laaj à mieux répondre.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ñi ko moom nangu nañu, te bindu nu seen tur; ci ordinaatër bii lañu leen denc. Soo leen yóbboo, ñi seen xët wóor rekk ñoo ciy dem: dinañu jàngal Laaj bi di ñëw mu gën a mën a tontu.</translation>
    </message>
    <message>
        <source>Il n&apos;y en a pas.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Amul.</translation>
    </message>
    <message>
        <source>Pas encore de bonne page</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xamaguñu xët wi ko tontu</translation>
    </message>
    <message>
        <source>Questions données</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Laaj yi ñu joxe</translation>
    </message>
    <message>
        <source>Tout effacer</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Far lépp</translation>
    </message>
    <message>
        <source>{0}, {1} secondes</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">{0}, {1} s</translation>
    </message>
    <message>
        <source>Écouter la question du {0}</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déglu laaju {0}</translation>
    </message>
</context>
<context>
    <name>HelpPage</name>
    <message>
        <source>Clavier</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Klawiye</translation>
    </message>
    <message>
        <source>Comment demander</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Naka lañuy laaje</translation>
    </message>
    <message>
        <source>Espace : microphone. Échap : annuler ou revenir. Entrée : ouvrir. F1 : aide. F2 : nom du bouton.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Espace: mikro. Échap: bàyyi walla dellu ginnaaw. Entrée: ubbi. F1: ndimbal. F2: turu butoŋ bi.</translation>
    </message>
    <message>
        <source>Laaj s&apos;arrête seul quand vous avez fini. Touchez encore pour finir plus tôt.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Boo waxee ba noppi, Laaj dafay taxaw ci boppam. Soo ko bëggee gën a gaaw, laalaatal butoŋ bi.</translation>
    </message>
    <message>
        <source>Les marches disent si la page est sûre : trois, sans doute ; deux, peut-être ; une, vérifiez.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bant yi dañuy wane ndax xët wi wóor na: ñett, wóor na; ñaar, amaana; benn, xoolal bu baax.</translation>
    </message>
    <message>
        <source>Ouvrez une page : le passage qui répond est marqué en couleur.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ubbil xët: fi tontu bi nekk am na melo.</translation>
    </message>
    <message>
        <source>Rien ne sort de cet ordinateur. Tant que la fenêtre est ouverte, le microphone reste prêt pour ne pas perdre vos premiers mots. Vous pouvez réécouter votre question tant que sa réponse est devant vous ; ensuite elle est effacée, sauf si Laaj vous demande de la garder et que vous dites oui.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dara du génn ci ordinaatër bii. Bu Laaj ubbeekoo, mikro baa ngi lay xaar, ngir say baat yu njëkk bañ a réer. Mën nga dégluwaat sa laaj feek tontu baa ngi ci sa kanam; ginnaaw loolu dañu koy far, ndare Laaj laaj la ndax mën na ko denc te nga ne waaw.</translation>
    </message>
    <message>
        <source>Réglages</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Tànn ni Laaj di doxe</translation>
    </message>
    <message>
        <source>Sans parler : choisissez un thème, ou écrivez votre question en français.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Soo bëggul a wax: tànnal benn ci nataal yi, walla nga bind sa laaj ci farañse.</translation>
    </message>
    <message>
        <source>Touchez le grand bouton, attendez le son qui monte, puis parlez en wolof comme à quelqu&apos;un.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Laalal butoŋ bu mag bi, xaaral ba mu sone, ba noppi nga wax ci wolof ni ngay waxe ak nit.</translation>
    </message>
    <message>
        <source>Votre voix</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Sa baat</translation>
    </message>
    <message>
        <source>Vous pouvez aussi le garder appuyé pendant que vous parlez.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Mën nga ko bës itam, téye ko ba nga wax ba noppi.</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>Choisir un thème</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Tànnal benn ci nataal yi</translation>
    </message>
    <message>
        <source>Toutes les pages</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët yépp</translation>
    </message>
</context>
<context>
    <name>LevelBar</name>
    <message>
        <source>C&apos;est trop fort : parlez un peu plus loin.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dafa kawe lool: soreel tuuti.</translation>
    </message>
    <message>
        <source>Je vous entends bien.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dégg naa la bu baax.</translation>
    </message>
    <message>
        <source>Parlez : la barre doit arriver dans le cadre.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Waxal: bant bi war na àgg ci kaadar bi.</translation>
    </message>
</context>
<context>
    <name>LibraryPage</name>
    <message>
        <source>Ajouter</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Yokk</translation>
    </message>
    <message>
        <source>Ajouter des fichiers</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Yokk ay fisiye</translation>
    </message>
    <message>
        <source>Aucune page n&apos;a ces mots. Essayez un autre mot.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Amul xët wu am baat yii. Jéemal beneen baat.</translation>
    </message>
    <message>
        <source>Chercher dans la bibliothèque</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Wutal ci téere yi</translation>
    </message>
    <message>
        <source>Collections</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dajale yi</translation>
    </message>
    <message>
        <source>Effacer les mots</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Far baat yi</translation>
    </message>
    <message>
        <source>Gardées</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Yi ñu denc</translation>
    </message>
    <message>
        <source>Il n&apos;y a pas encore de page ici.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Amagul xët fii.</translation>
    </message>
    <message>
        <source>Importer</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dugal ko</translation>
    </message>
    <message>
        <source>Importer une collection</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dugal dajale</translation>
    </message>
    <message>
        <source>Les pages que vous ouvrez seront ici.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët yi nga ubbi dinañu nekk fii.</translation>
    </message>
    <message>
        <source>Pages comme « {0} »</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët yu mel ni « {0} »</translation>
    </message>
    <message>
        <source>Pages gardées</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët yi ñu denc</translation>
    </message>
    <message>
        <source>Pages récentes</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët yi nga mujj a ubbi</translation>
    </message>
    <message>
        <source>Pages trouvées</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët yi ñu gis</translation>
    </message>
    <message>
        <source>Récentes</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Yi nga mujj a ubbi</translation>
    </message>
    <message>
        <source>Touchez l&apos;étoile d&apos;une page : vous la retrouverez ici.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Laalal biddéew bi ci xët: dinga ko gisaat fii.</translation>
    </message>
    <message>
        <source>Tout</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Lépp</translation>
    </message>
    <message>
        <source>Toutes les pages</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët yépp</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Aide</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ndimbal</translation>
    </message>
    <message>
        <source>Animateur</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ki lay jàppale</translation>
    </message>
    <message>
        <source>Pages gardées</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët yi ñu denc</translation>
    </message>
    <message>
        <source>Revenir</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dellu ginnaaw</translation>
    </message>
</context>
<context>
    <name>NonePage</name>
    <message>
        <source>Essayons autrement</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Nanu ko jéem neneen</translation>
    </message>
    <message>
        <source>Ou choisir un thème</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Walla tànn benn ci nataal yi</translation>
    </message>
    <message>
        <source>Ou écrire en français</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Walla bind ci farañse</translation>
    </message>
    <message>
        <source>Question écrite en français</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Laaj bu ñu bind ci farañse</translation>
    </message>
</context>
<context>
    <name>PlayButton</name>
    <message>
        <source>Arrêter</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Taxawal</translation>
    </message>
</context>
<context>
    <name>QuestionPanel</name>
    <message>
        <source>Annuler</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bàyyi ko</translation>
    </message>
    <message>
        <source>Chercher</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Wutal</translation>
    </message>
    <message>
        <source>Ou écrire en français</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Walla bind ci farañse</translation>
    </message>
    <message>
        <source>Question écrite en français</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Laaj bu ñu bind ci farañse</translation>
    </message>
    <message>
        <source>Voir les plus proches</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xool yi gën a jege</translation>
    </message>
    <message>
        <source>Écrire</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bind</translation>
    </message>
</context>
<context>
    <name>ReaderBar</name>
    <message>
        <source>Arrêter</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Taxawal</translation>
    </message>
    <message>
        <source>Garder</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Denc</translation>
    </message>
    <message>
        <source>Gardée</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Denc nañu ko</translation>
    </message>
    <message>
        <source>Pages comme celle-ci</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët yu mel ni wii</translation>
    </message>
    <message>
        <source>Résumé en wolof</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Tënk ci wolof</translation>
    </message>
    <message>
        <source>Écouter</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déglu</translation>
    </message>
</context>
<context>
    <name>ReaderPage</name>
    <message>
        <source>Cette page n&apos;a pas de texte.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Amul mbind ci xët wii.</translation>
    </message>
    <message>
        <source>Sources : {0}</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Fi mu jóge: {0}</translation>
    </message>
</context>
<context>
    <name>ResultsPage</name>
    <message>
        <source>Les pages les plus proches, sans être sûr</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët yi gën a jege, waaye wóoru ma</translation>
    </message>
    <message>
        <source>Peut-être une de ces pages</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Amaana benn ci xët yii</translation>
    </message>
    <message>
        <source>Voici ce que j&apos;ai trouvé</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Lii laa gis</translation>
    </message>
</context>
<context>
    <name>Section</name>
    <message>
        <source>Montrer les suivants</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Wane yi ci topp</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Claires</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Leer</translation>
    </message>
    <message>
        <source>Comme l&apos;ordinateur</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ni ordinaatër bi</translation>
    </message>
    <message>
        <source>Couleurs</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Melo yi</translation>
    </message>
    <message>
        <source>Demander à garder les questions</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Laaj ndax mën nañu denc laaj yi</translation>
    </message>
    <message>
        <source>Grand</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Mag</translation>
    </message>
    <message>
        <source>Laaj joue un son quand il écoute, et dit ce qui ne va pas.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Laaj dafay sone bu laay déglu, te wax la lu baaxul.</translation>
    </message>
    <message>
        <source>Langue</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Làkk</translation>
    </message>
    <message>
        <source>Le plus grand</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bi gën a mag</translation>
    </message>
    <message>
        <source>Lecture à voix haute</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Jàng gu kawe</translation>
    </message>
    <message>
        <source>Lente</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ndànk</translation>
    </message>
    <message>
        <source>Mouvements</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Yëngu yi</translation>
    </message>
    <message>
        <source>Non</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déedéet</translation>
    </message>
    <message>
        <source>Non : rien ne bouge tout seul dans la fenêtre.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déedéet: dara du yëngu ci boppam.</translation>
    </message>
    <message>
        <source>Normal</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Digg-dóomu</translation>
    </message>
    <message>
        <source>Normale</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Digg-dóomu</translation>
    </message>
    <message>
        <source>Oui</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Waaw</translation>
    </message>
    <message>
        <source>Oui : après chaque question parlée, Laaj demande à la personne s&apos;il peut la garder. Si elle accepte, son enregistrement reste sur cet ordinateur, et un animateur peut l&apos;exporter pour améliorer Laaj. Non : rien n&apos;est demandé, et aucune nouvelle voix n&apos;est gardée.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Waaw: ginnaaw laaj bu nekk bu ñu wax, Laaj day laaj ndax mën na ko denc. Su nit ki nangoo, kàddoom dina des ci ordinaatër bii, te ki lay jàppale mën na ko yóbbu ngir Laaj gën a baax. Déedéet: kenn du laaj dara, te kenn du denc baat bu bees.</translation>
    </message>
    <message>
        <source>Petit</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ndaw</translation>
    </message>
    <message>
        <source>Rapide</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Gën a gaaw</translation>
    </message>
    <message>
        <source>Réglages</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Tànn ni Laaj di doxe</translation>
    </message>
    <message>
        <source>Sombres</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Lëndëm</translation>
    </message>
    <message>
        <source>Sons</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Sone</translation>
    </message>
    <message>
        <source>Taille du texte</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Mbind mu mag walla mu ndaw</translation>
    </message>
    <message>
        <source>Très contrastées</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Yu gën a leer</translation>
    </message>
    <message>
        <source>Très grand</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Mag lool</translation>
    </message>
    <message>
        <source>Très lente</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ndànk lool</translation>
    </message>
</context>
<context>
    <name>Spoken</name>
    <message>
        <source>Accueil</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët wu njëkk wi</translation>
    </message>
    <message>
        <source>Agriculture</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Mbay</translation>
    </message>
    <message>
        <source>Aide</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ndimbal</translation>
    </message>
    <message>
        <source>Ajouter</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Yokk</translation>
    </message>
    <message>
        <source>Annuler</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bàyyi ko</translation>
    </message>
    <message>
        <source>Appuyez et posez votre question en wolof.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bësal te laaj ci wolof.</translation>
    </message>
    <message>
        <source>Argent, banque et mobile</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xaalis, bànk ak telefon</translation>
    </message>
    <message>
        <source>Arrêter</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Taxawal</translation>
    </message>
    <message>
        <source>Arrêter la lecture</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bàyyi déglu</translation>
    </message>
    <message>
        <source>Aucune de ces pages</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Du benn ci xët yii</translation>
    </message>
    <message>
        <source>Bibliothèque</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Téere yi</translation>
    </message>
    <message>
        <source>C&apos;est la bonne page</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët wii la</translation>
    </message>
    <message>
        <source>C&apos;est trouvé.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Gis naa ko.</translation>
    </message>
    <message>
        <source>Ce n&apos;est pas la bonne page</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Du xët wii</translation>
    </message>
    <message>
        <source>Chercher</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Wutal</translation>
    </message>
    <message>
        <source>Collections</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dajale yi</translation>
    </message>
    <message>
        <source>Contraste</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Melo yu gën a leer</translation>
    </message>
    <message>
        <source>D&apos;autres pages comme celle-ci</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Yeneen xët yu mel ni wii</translation>
    </message>
    <message>
        <source>Droits</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Àq ak sañ-sañ</translation>
    </message>
    <message>
        <source>Eau et hygiène</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ndox ak cet</translation>
    </message>
    <message>
        <source>Effacer</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Far ko</translation>
    </message>
    <message>
        <source>Enregistrer un résumé en wolof</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Wax ko ci wolof</translation>
    </message>
    <message>
        <source>Environnement et climat</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Àll bi ak klimaa bi</translation>
    </message>
    <message>
        <source>Exporter</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Yóbbu ko</translation>
    </message>
    <message>
        <source>Fermer</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Tëj</translation>
    </message>
    <message>
        <source>Garder cette page</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Denc xët wii</translation>
    </message>
    <message>
        <source>Importer</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dugal ko</translation>
    </message>
    <message>
        <source>Imprimer</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Génne ko ci kayit</translation>
    </message>
    <message>
        <source>J&apos;écoute.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Maa ngi déglu.</translation>
    </message>
    <message>
        <source>Je cherche.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Maa ngi wut.</translation>
    </message>
    <message>
        <source>Je n&apos;ai entendu que du bruit. Allez dans un endroit plus calme, puis recommencez.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Coow rekk laa dégg. Demal fu amul coow te waxaat.</translation>
    </message>
    <message>
        <source>Je n&apos;ai entendu que du silence. Parlez plus près du microphone, puis recommencez.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dégguma dara. Jegeel mikro bi te waxaat.</translation>
    </message>
    <message>
        <source>Je n&apos;ai rien trouvé. Dites-le autrement, ou choisissez un thème.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Gisuma dara. Waxal ko neneen, walla nga tànn benn ci nataal yi.</translation>
    </message>
    <message>
        <source>Je ne suis pas sûr. Regardez ces pages, ou dites-le autrement.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Wóoru ma. Xoolal xët yii, walla nga waxaat ko neneen.</translation>
    </message>
    <message>
        <source>Je ne trouve pas de microphone. Branchez-en un, ou choisissez un thème.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Gisuma mikro. Tànnal benn ci nataal yi.</translation>
    </message>
    <message>
        <source>Langue</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Làkk</translation>
    </message>
    <message>
        <source>Mode animateur</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ki lay jàppale</translation>
    </message>
    <message>
        <source>Mère et enfant</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Yaay ak doom</translation>
    </message>
    <message>
        <source>Ne plus garder cette page</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dindi ko ci yi ñu denc</translation>
    </message>
    <message>
        <source>Non</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déedéet</translation>
    </message>
    <message>
        <source>Oui</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Waaw</translation>
    </message>
    <message>
        <source>Ouvrir cette page</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ubbil xët wii</translation>
    </message>
    <message>
        <source>Page précédente</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët wi jiitu</translation>
    </message>
    <message>
        <source>Page suivante</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët wi ci topp</translation>
    </message>
    <message>
        <source>Pages gardées</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët yi ñu denc</translation>
    </message>
    <message>
        <source>Pages récentes</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët yi nga mujj a ubbi</translation>
    </message>
    <message>
        <source>Poser une question</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Laajal</translation>
    </message>
    <message>
        <source>Retirer</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dindi ko</translation>
    </message>
    <message>
        <source>Revenir</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dellu ginnaaw</translation>
    </message>
    <message>
        <source>Réglages</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Tànn ni Laaj di doxe</translation>
    </message>
    <message>
        <source>Santé</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Wér-gi-yaram</translation>
    </message>
    <message>
        <source>Taille du texte</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Mbind mu mag walla mu ndaw</translation>
    </message>
    <message>
        <source>Texte plus grand</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Mbind mu gën a mag</translation>
    </message>
    <message>
        <source>Texte plus petit</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Mbind mu gën a ndaw</translation>
    </message>
    <message>
        <source>Tout effacer</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Far lépp</translation>
    </message>
    <message>
        <source>Toutes les pages</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët yépp</translation>
    </message>
    <message>
        <source>Travail et métiers</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Liggéey ak mecce</translation>
    </message>
    <message>
        <source>Vitesse de lecture</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Wax gaaw walla wax ndànk</translation>
    </message>
    <message>
        <source>Voir les plus proches</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xool yi gën a jege</translation>
    </message>
    <message>
        <source>Votre voix est effacée.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Far nañu sa baat.</translation>
    </message>
    <message>
        <source>Votre voix était trop forte. Parlez plus doucement, ou plus loin du microphone.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Sa baat dafa kawe lool. Waxal ndànk, walla nga soreel mikro bi.</translation>
    </message>
    <message>
        <source>Voulez-vous donner cette question, pour que Laaj apprenne le wolof ? Votre voix sera gardée et pourra être envoyée.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ndax bëgg nga joxe laaj bii, ngir Laaj jàng wolof? Dinañu denc sa baat te mën nañu ko yónni.</translation>
    </message>
    <message>
        <source>École et formation</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Lekkool ak tàggat</translation>
    </message>
    <message>
        <source>Écouter</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déglu</translation>
    </message>
    <message>
        <source>Écouter le résumé en wolof</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déglu ko ci wolof</translation>
    </message>
    <message>
        <source>Écouter ma question</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déglu sama laaj</translation>
    </message>
    <message>
        <source>Écrire une question en français</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bindal laaj ci farañse</translation>
    </message>
    <message>
        <source>Élevage et pêche</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Càmm ak napp</translation>
    </message>
    <message>
        <source>État civil et démarches</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Kayiti juddu ak yeneen kayit</translation>
    </message>
</context>
<context>
    <name>State</name>
    <message>
        <source>Allez dans un endroit plus calme, puis recommencez.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Demal fu amul coow te waxaat.</translation>
    </message>
    <message>
        <source>Appuyez et posez votre question en wolof</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bësal te laaj ci wolof</translation>
    </message>
    <message>
        <source>Appuyez pour poser une autre question.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bësal ngir laaj leneen.</translation>
    </message>
    <message>
        <source>Arrêter l&apos;écoute</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bàyyi déglu</translation>
    </message>
    <message>
        <source>C&apos;est trouvé</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Gis naa ko</translation>
    </message>
    <message>
        <source>Dites-le autrement, ou choisissez un thème.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Waxal ko neneen, walla nga tànn benn ci nataal yi.</translation>
    </message>
    <message>
        <source>Essayer de nouveau de préparer le moteur</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Jéemaat</translation>
    </message>
    <message>
        <source>J&apos;écoute…</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Maa ngi déglu…</translation>
    </message>
    <message>
        <source>Je cherche…</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Maa ngi wut…</translation>
    </message>
    <message>
        <source>Je m&apos;arrête seul à la fin.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Boo noppee, dinaa taxaw.</translation>
    </message>
    <message>
        <source>Je n&apos;ai entendu que du bruit</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Coow rekk laa dégg</translation>
    </message>
    <message>
        <source>Je n&apos;ai entendu que du silence</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dégguma dara</translation>
    </message>
    <message>
        <source>Je n&apos;ai rien trouvé</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Gisuma dara</translation>
    </message>
    <message>
        <source>Je ne suis pas sûr</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Wóoru ma</translation>
    </message>
    <message>
        <source>Je prépare la bibliothèque…</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Maa ngi waajal téere yi…</translation>
    </message>
    <message>
        <source>Je prépare le moteur…</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Maa ngi waaj…</translation>
    </message>
    <message>
        <source>Microphone : le moteur se prépare</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Mikro: Laaj a ngi waaj</translation>
    </message>
    <message>
        <source>Page peu sûre</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët wi wóorul</translation>
    </message>
    <message>
        <source>Parlez plus doucement, ou plus loin du microphone.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Waxal ndànk, walla nga soreel mikro bi.</translation>
    </message>
    <message>
        <source>Parlez plus près du microphone, puis recommencez.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Jegeel mikro bi te waxaat.</translation>
    </message>
    <message>
        <source>Passage {0} sur {1}</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Wàll {0} ci {1}</translation>
    </message>
    <message>
        <source>Peut-être la bonne page</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Amaana xët wii la</translation>
    </message>
    <message>
        <source>Poser une question en wolof</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Laajal ci wolof</translation>
    </message>
    <message>
        <source>Recherche en cours</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Maa ngi wut</translation>
    </message>
    <message>
        <source>Regardez ces pages, ou dites-le autrement.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xoolal xët yii, walla nga waxaat ko neneen.</translation>
    </message>
    <message>
        <source>Sans doute la bonne page</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Mel na ni xët wii la</translation>
    </message>
    <message>
        <source>Votre voix était trop forte</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Sa baat dafa kawe lool</translation>
    </message>
    <message>
        <source>Vous pouvez déjà choisir un thème.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Mën nga tànn benn ci nataal yi léegi.</translation>
    </message>
</context>
<context>
    <name>VoiceLine</name>
    <message>
        <source>Arrêter</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Taxawal</translation>
    </message>
    <message>
        <source>Votre question est gardée ici</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Denc nañu sa laaj fii</translation>
    </message>
    <message>
        <source>Votre voix est effacée</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Far nañu sa baat</translation>
    </message>
    <message>
        <source>Votre voix n&apos;est pas gardée : elle sera effacée.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Kenn du denc sa baat: dinañu ko far.</translation>
    </message>
    <message>
        <source>Écouter ma question</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déglu sama laaj</translation>
    </message>
</context>
<context>
    <name>WeekSection</name>
    <message>
        <source>Cette semaine</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ayubés bii</translation>
    </message>
    <message>
        <source>Des nombres seulement : ni les mots, ni la voix, ni qui a demandé.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ay lim rekk: du baat yi, du kàddu gi, du ki laaj.</translation>
    </message>
    <message>
        <source>Le journal de cet ordinateur ne s&apos;ouvre pas : rien n&apos;est compté.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Mënuñu ubbi li ñu bind ci ordinaatër bii: dara limuwuñu.</translation>
    </message>
    <message>
        <source>Pages les plus ouvertes</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xët yi ñu gën a ubbi</translation>
    </message>
    <message>
        <source>par écrit</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">ci mbind</translation>
    </message>
    <message>
        <source>pas la bonne page</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">du xët wi</translation>
    </message>
    <message>
        <source>pas sûr</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">wóorul</translation>
    </message>
    <message>
        <source>rien entendu</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">dégguñu dara</translation>
    </message>
    <message>
        <source>rien trouvé</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">gisuñu dara</translation>
    </message>
    <message>
        <source>trouvé</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">gis nañu</translation>
    </message>
    <message>
        <source>{0} fois</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">{0} yoon</translation>
    </message>
    <message>
        <source>à voix haute</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">ci kàddu</translation>
    </message>
</context>
<context>
    <name>WorkStrip</name>
    <message>
        <source>Ajouté : {0}.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Yokk nañu {0}.</translation>
    </message>
    <message>
        <source>Arrêter</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Taxawal</translation>
    </message>
    <message>
        <source>Aucune page n&apos;a été ajoutée.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Yokkuñu benn xët.</translation>
    </message>
    <message>
        <source>C&apos;est arrêté.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Taxaw na.</translation>
    </message>
    <message>
        <source>C&apos;est écrit : « {0} »</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bind nañu ko: « {0} »</translation>
    </message>
    <message>
        <source>Ce qui n&apos;a pas été ajouté :</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Li ñu yokkul:</translation>
    </message>
    <message>
        <source>Encore moins d&apos;une minute</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Des na lu matul simili</translation>
    </message>
    <message>
        <source>Encore une minute environ</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Des na lu jege benn simili</translation>
    </message>
    <message>
        <source>Encore {0} minutes environ</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Des na lu jege {0} simili</translation>
    </message>
    <message>
        <source>Fermer</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Tëj</translation>
    </message>
    <message>
        <source>J&apos;ajoute des pages…</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Maa ngi yokk ay xët…</translation>
    </message>
    <message>
        <source>J&apos;arrête…</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Maa ngi taxaw…</translation>
    </message>
    <message>
        <source>J&apos;exporte les questions…</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Maa ngi yóbbu laaj yi…</translation>
    </message>
    <message>
        <source>J&apos;écris la collection…</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Maa ngi bind dajale bi…</translation>
    </message>
    <message>
        <source>J&apos;écris la page…</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Maa ngi bind xët wi…</translation>
    </message>
    <message>
        <source>Personne n&apos;a signé « {0} » : rien ne dit qui l&apos;a fait.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Kenn xaatimul « {0} »: xamuñu ku ko def.</translation>
    </message>
    <message>
        <source>« {0} » : {1}</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">« {0} »: {1}</translation>
    </message>
    <message>
        <source>« {0} » est dans la bibliothèque.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">« {0} » a ngi ci téere yi.</translation>
    </message>
    <message>
        <source>… et encore {0}.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">… ak yeneen {0}.</translation>
    </message>
</context>
<context>
    <name>_MicrophoneSection</name>
    <message>
        <source>Celui de l&apos;ordinateur</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bi ordinaatër bi tànn</translation>
    </message>
    <message>
        <source>Essayer le microphone</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Jéem mikro bi</translation>
    </message>
    <message>
        <source>Finir l&apos;essai</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bàyyi jéem bi</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Mikro</translation>
    </message>
</context>
<context>
    <name>_SearchSection</name>
    <message>
        <source>La plus précise</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bi gën a wóor</translation>
    </message>
    <message>
        <source>La plus rapide</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Bi gën a gaaw</translation>
    </message>
    <message>
        <source>Recherche</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Wut gi</translation>
    </message>
    <message>
        <source>Sur un ordinateur lent, choisissez la plus rapide. La plus précise regarde chaque page de plus près.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Su ordinaatër bi yéexee, tànnal bi gën a gaaw. Bi gën a wóor day gën a xool xët wu nekk.</translation>
    </message>
    <message>
        <source>Équilibrée</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ci digg bi</translation>
    </message>
</context>
</TS>
