<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="fr">
<context>
    <name>HelpPage</name>
    <message>
        <source>Claires</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>Clavier</source>
        <translation>Keyboard</translation>
    </message>
    <message>
        <source>Comment demander</source>
        <translation>How to ask</translation>
    </message>
    <message>
        <source>Couleurs</source>
        <translation>Colours</translation>
    </message>
    <message>
        <source>Espace : microphone. Échap : annuler ou revenir. Entrée : ouvrir. F1 : aide.</source>
        <translation>Space: microphone. Esc: cancel or go back. Enter: open. F1: help.</translation>
    </message>
    <message>
        <source>Grand</source>
        <translation>Large</translation>
    </message>
    <message>
        <source>Laaj s&apos;arrête seul quand vous avez fini. Touchez encore pour finir plus tôt.</source>
        <translation>Laaj stops by itself when you have finished. Touch again to finish sooner.</translation>
    </message>
    <message>
        <source>Les marches disent si la page est sûre : trois, sans doute ; deux, peut-être ; une, vérifiez.</source>
        <translation>The steps tell how sure the page is: three, no doubt; two, perhaps; one, check it.</translation>
    </message>
    <message>
        <source>Non</source>
        <translation>No</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Ordinateur</source>
        <translation>Computer&apos;s</translation>
    </message>
    <message>
        <source>Oui</source>
        <translation>Yes</translation>
    </message>
    <message>
        <source>Ouvrez une page : le passage qui répond est marqué en couleur.</source>
        <translation>Open a page: the passage that answers is marked in colour.</translation>
    </message>
    <message>
        <source>Petit</source>
        <translation>Small</translation>
    </message>
    <message>
        <source>Rien ne sort de cet ordinateur. Tant que la fenêtre est ouverte, le microphone reste prêt pour ne pas perdre vos premiers mots. L&apos;enregistrement d&apos;une question est effacé dès que la recherche est finie.</source>
        <translation>Nothing leaves this computer. While the window is open, the microphone stays ready so that your first words are not lost. The recording of a question is erased as soon as the search is done.</translation>
    </message>
    <message>
        <source>Réglages</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Sans parler : choisissez un thème, ou écrivez votre question en français.</source>
        <translation>Without speaking: choose a theme, or write your question in French.</translation>
    </message>
    <message>
        <source>Sombres</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>Sons</source>
        <translation>Sounds</translation>
    </message>
    <message>
        <source>Taille du texte</source>
        <translation>Text size</translation>
    </message>
    <message>
        <source>Touchez le grand bouton, attendez le son qui monte, puis parlez en wolof comme à quelqu&apos;un.</source>
        <translation>Touch the large button, wait for the rising tone, then speak in Wolof as you would to somebody.</translation>
    </message>
    <message>
        <source>Très grand</source>
        <translation>Very large</translation>
    </message>
    <message>
        <source>Votre voix</source>
        <translation>Your voice</translation>
    </message>
    <message>
        <source>Vous pouvez aussi le garder appuyé pendant que vous parlez.</source>
        <translation>You can also hold it down while you speak.</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>Choisir un thème</source>
        <translation>Choose a theme</translation>
    </message>
    <message>
        <source>Toutes les pages</source>
        <translation>All pages</translation>
    </message>
</context>
<context>
    <name>LibraryPage</name>
    <message>
        <source>Il n&apos;y a pas encore de page ici.</source>
        <translation>There is no page here yet.</translation>
    </message>
    <message>
        <source>Toutes les pages</source>
        <translation>All pages</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Aide</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>Revenir</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>QuestionPanel</name>
    <message>
        <source>Annuler</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Chercher</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>Ou écrire en français</source>
        <translation>Or write in French</translation>
    </message>
    <message>
        <source>Question écrite en français</source>
        <translation>Question written in French</translation>
    </message>
    <message>
        <source>Voir les pages les plus proches</source>
        <translation>See the nearest pages</translation>
    </message>
    <message>
        <source>Votre voix n&apos;est pas gardée : elle est effacée après la recherche.</source>
        <translation>Your voice is not kept: it is erased after the search.</translation>
    </message>
</context>
<context>
    <name>ReaderPage</name>
    <message>
        <source>Sources</source>
        <translation>Sources</translation>
    </message>
</context>
<context>
    <name>ResultsPage</name>
    <message>
        <source>Les pages les plus proches, sans être sûr</source>
        <translation>The nearest pages, without being sure</translation>
    </message>
    <message>
        <source>Peut-être une de ces pages</source>
        <translation>Perhaps one of these pages</translation>
    </message>
    <message>
        <source>Voici ce que j&apos;ai trouvé</source>
        <translation>Here is what I found</translation>
    </message>
</context>
<context>
    <name>Spoken</name>
    <message>
        <source>Accueil</source>
        <translation>Home</translation>
    </message>
    <message>
        <source>Agriculture</source>
        <translation>Farming</translation>
    </message>
    <message>
        <source>Aide</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>Ajouter</source>
        <translation>Add</translation>
    </message>
    <message>
        <source>Annuler</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Appuyez et posez votre question en wolof.</source>
        <translation>Press and ask your question in Wolof.</translation>
    </message>
    <message>
        <source>Argent, banque et mobile</source>
        <translation>Money, banking and mobile</translation>
    </message>
    <message>
        <source>Arrêter</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Arrêter la lecture</source>
        <translation>Stop reading aloud</translation>
    </message>
    <message>
        <source>Aucune de ces pages</source>
        <translation>None of these pages</translation>
    </message>
    <message>
        <source>Bibliothèque</source>
        <translation>Library</translation>
    </message>
    <message>
        <source>C&apos;est la bonne page</source>
        <translation>This is the right page</translation>
    </message>
    <message>
        <source>C&apos;est trouvé.</source>
        <translation>Found.</translation>
    </message>
    <message>
        <source>Ce n&apos;est pas la bonne page</source>
        <translation>This is not the right page</translation>
    </message>
    <message>
        <source>Chercher</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>Contraste</source>
        <translation>Contrast</translation>
    </message>
    <message>
        <source>D&apos;autres pages comme celle-ci</source>
        <translation>More pages like this one</translation>
    </message>
    <message>
        <source>Droits</source>
        <translation>Rights</translation>
    </message>
    <message>
        <source>Eau et hygiène</source>
        <translation>Water and hygiene</translation>
    </message>
    <message>
        <source>Effacer</source>
        <translation>Erase</translation>
    </message>
    <message>
        <source>Enregistrer un résumé en wolof</source>
        <translation>Record a summary in Wolof</translation>
    </message>
    <message>
        <source>Environnement et climat</source>
        <translation>Environment and climate</translation>
    </message>
    <message>
        <source>Exporter</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Garder cette page</source>
        <translation>Keep this page</translation>
    </message>
    <message>
        <source>Importer</source>
        <translation>Import</translation>
    </message>
    <message>
        <source>Imprimer</source>
        <translation>Print</translation>
    </message>
    <message>
        <source>J&apos;écoute.</source>
        <translation>I am listening.</translation>
    </message>
    <message>
        <source>Je cherche.</source>
        <translation>I am searching.</translation>
    </message>
    <message>
        <source>Je n&apos;ai entendu que du bruit. Allez dans un endroit plus calme, puis recommencez.</source>
        <translation>I heard only noise. Go to a quieter place, then try again.</translation>
    </message>
    <message>
        <source>Je n&apos;ai entendu que du silence. Parlez plus près du microphone, puis recommencez.</source>
        <translation>I heard only silence. Speak closer to the microphone, then try again.</translation>
    </message>
    <message>
        <source>Je n&apos;ai rien trouvé. Dites-le autrement, ou choisissez un thème.</source>
        <translation>I found nothing. Say it another way, or choose a theme.</translation>
    </message>
    <message>
        <source>Je ne suis pas sûr. Regardez ces pages, ou dites-le autrement.</source>
        <translation>I am not sure. Look at these pages, or say it another way.</translation>
    </message>
    <message>
        <source>Je ne trouve pas de microphone. Branchez-en un, ou choisissez un thème.</source>
        <translation>I find no microphone. Plug one in, or choose a theme.</translation>
    </message>
    <message>
        <source>Langue</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>Mode animateur</source>
        <translation>Facilitator mode</translation>
    </message>
    <message>
        <source>Mère et enfant</source>
        <translation>Mother and child</translation>
    </message>
    <message>
        <source>Ne plus garder cette page</source>
        <translation>No longer keep this page</translation>
    </message>
    <message>
        <source>Non</source>
        <translation>No</translation>
    </message>
    <message>
        <source>Oui</source>
        <translation>Yes</translation>
    </message>
    <message>
        <source>Page précédente</source>
        <translation>Previous page</translation>
    </message>
    <message>
        <source>Page suivante</source>
        <translation>Next page</translation>
    </message>
    <message>
        <source>Pages gardées</source>
        <translation>Kept pages</translation>
    </message>
    <message>
        <source>Pages récentes</source>
        <translation>Recent pages</translation>
    </message>
    <message>
        <source>Poser une question</source>
        <translation>Ask a question</translation>
    </message>
    <message>
        <source>Retirer</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>Revenir</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Réglages</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Santé</source>
        <translation>Health</translation>
    </message>
    <message>
        <source>Taille du texte</source>
        <translation>Text size</translation>
    </message>
    <message>
        <source>Texte plus grand</source>
        <translation>Larger text</translation>
    </message>
    <message>
        <source>Texte plus petit</source>
        <translation>Smaller text</translation>
    </message>
    <message>
        <source>Tout effacer</source>
        <translation>Erase everything</translation>
    </message>
    <message>
        <source>Toutes les pages</source>
        <translation>All pages</translation>
    </message>
    <message>
        <source>Travail et métiers</source>
        <translation>Work and trades</translation>
    </message>
    <message>
        <source>Vitesse de lecture</source>
        <translation>Reading speed</translation>
    </message>
    <message>
        <source>Votre voix est effacée.</source>
        <translation>Your voice is erased.</translation>
    </message>
    <message>
        <source>Votre voix était trop forte. Parlez plus doucement, ou plus loin du microphone.</source>
        <translation>Your voice was too loud. Speak more softly, or farther from the microphone.</translation>
    </message>
    <message>
        <source>École et formation</source>
        <translation>School and training</translation>
    </message>
    <message>
        <source>Écouter</source>
        <translation>Listen</translation>
    </message>
    <message>
        <source>Écouter le résumé en wolof</source>
        <translation>Listen to the summary in Wolof</translation>
    </message>
    <message>
        <source>Écouter ma question</source>
        <translation>Listen to my question</translation>
    </message>
    <message>
        <source>Élevage et pêche</source>
        <translation>Livestock and fishing</translation>
    </message>
    <message>
        <source>État civil et démarches</source>
        <translation>Civil registry and papers</translation>
    </message>
</context>
<context>
    <name>State</name>
    <message>
        <source>Allez dans un endroit plus calme, puis recommencez.</source>
        <translation>Go to a quieter place, then try again.</translation>
    </message>
    <message>
        <source>Appuyez et posez votre question en wolof</source>
        <translation>Press and ask your question in Wolof</translation>
    </message>
    <message>
        <source>Appuyez pour poser une autre question.</source>
        <translation>Press to ask another question.</translation>
    </message>
    <message>
        <source>Arrêter l&apos;écoute</source>
        <translation>Stop listening</translation>
    </message>
    <message>
        <source>C&apos;est trouvé</source>
        <translation>Found</translation>
    </message>
    <message>
        <source>Dites-le autrement, ou choisissez un thème.</source>
        <translation>Say it another way, or choose a theme.</translation>
    </message>
    <message>
        <source>Essayer de nouveau de préparer le moteur</source>
        <translation>Try again to get ready</translation>
    </message>
    <message>
        <source>J&apos;écoute…</source>
        <translation>Listening…</translation>
    </message>
    <message>
        <source>Je cherche…</source>
        <translation>Searching…</translation>
    </message>
    <message>
        <source>Je m&apos;arrête seul à la fin.</source>
        <translation>I stop by myself at the end.</translation>
    </message>
    <message>
        <source>Je n&apos;ai entendu que du bruit</source>
        <translation>I heard only noise</translation>
    </message>
    <message>
        <source>Je n&apos;ai entendu que du silence</source>
        <translation>I heard only silence</translation>
    </message>
    <message>
        <source>Je n&apos;ai rien trouvé</source>
        <translation>I found nothing</translation>
    </message>
    <message>
        <source>Je ne suis pas sûr</source>
        <translation>I am not sure</translation>
    </message>
    <message>
        <source>Je prépare la bibliothèque…</source>
        <translation>Preparing the library…</translation>
    </message>
    <message>
        <source>Je prépare le moteur…</source>
        <translation>Getting ready…</translation>
    </message>
    <message>
        <source>Microphone : le moteur se prépare</source>
        <translation>Microphone: getting ready</translation>
    </message>
    <message>
        <source>Page peu sûre</source>
        <translation>An unsure page</translation>
    </message>
    <message>
        <source>Parlez plus près du microphone, puis recommencez.</source>
        <translation>Speak closer to the microphone, then try again.</translation>
    </message>
    <message>
        <source>Passage {0} sur {1}</source>
        <translation>Passage {0} of {1}</translation>
    </message>
    <message>
        <source>Peut-être la bonne page</source>
        <translation>Perhaps the right page</translation>
    </message>
    <message>
        <source>Poser une question en wolof</source>
        <translation>Ask a question in Wolof</translation>
    </message>
    <message>
        <source>Recherche en cours</source>
        <translation>Searching</translation>
    </message>
    <message>
        <source>Regardez ces pages, ou dites-le autrement.</source>
        <translation>Look at these pages, or say it another way.</translation>
    </message>
    <message>
        <source>Sans doute la bonne page</source>
        <translation>No doubt the right page</translation>
    </message>
    <message>
        <source>Vous pouvez déjà choisir un thème.</source>
        <translation>You can choose a theme already.</translation>
    </message>
</context>
</TS>
