<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="wo" sourcelanguage="fr">
<context>
    <name>HelpPage</name>
    <message>
        <source>Claires</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Leer</translation>
    </message>
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
        <source>Couleurs</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Melo yi</translation>
    </message>
    <message>
        <source>Espace : microphone. Échap : annuler ou revenir. Entrée : ouvrir. F1 : aide.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Espace: mikro. Échap: bàyyi walla dellu ginnaaw. Entrée: ubbi. F1: ndimbal.</translation>
    </message>
    <message>
        <source>Grand</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Mag</translation>
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
        <source>Non</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Déedéet</translation>
    </message>
    <message>
        <source>Normal</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Digg-dóomu</translation>
    </message>
    <message>
        <source>Ordinateur</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ni ordinaatër bi</translation>
    </message>
    <message>
        <source>Oui</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Waaw</translation>
    </message>
    <message>
        <source>Ouvrez une page : le passage qui répond est marqué en couleur.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ubbil xët: fi tontu bi nekk am na melo.</translation>
    </message>
    <message>
        <source>Petit</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Ndaw</translation>
    </message>
    <message>
        <source>Rien ne sort de cet ordinateur. Tant que la fenêtre est ouverte, le microphone reste prêt pour ne pas perdre vos premiers mots. L&apos;enregistrement d&apos;une question est effacé dès que la recherche est finie.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dara du génn ci ordinaatër bii. Bu Laaj ubbeekoo, mikro baa ngi lay xaar, ngir say baat yu njëkk bañ a réer. Laaj bi nga wax, dañu koy far bu ma wutee ba noppi.</translation>
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
        <source>Touchez le grand bouton, attendez le son qui monte, puis parlez en wolof comme à quelqu&apos;un.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Laalal butoŋ bu mag bi, xaaral ba mu sone, ba noppi nga wax ci wolof ni ngay waxe ak nit.</translation>
    </message>
    <message>
        <source>Très grand</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Mag lool</translation>
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
    <name>LibraryPage</name>
    <message>
        <source>Il n&apos;y a pas encore de page ici.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Amagul xët fii.</translation>
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
        <source>Revenir</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Dellu ginnaaw</translation>
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
        <source>Voir les pages les plus proches</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Xool xët yi gën a jege</translation>
    </message>
    <message>
        <source>Votre voix n&apos;est pas gardée : elle est effacée après la recherche.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Kenn du denc sa baat: bu ma wutee ba noppi, dañu koy far.</translation>
    </message>
</context>
<context>
    <name>ReaderPage</name>
    <message>
        <source>Sources</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Fi mu jóge</translation>
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
        <source>Vous pouvez déjà choisir un thème.</source>
        <translatorcomment>awaiting native reader</translatorcomment>
        <translation type="unfinished">Mën nga tànn benn ci nataal yi léegi.</translation>
    </message>
</context>
</TS>
