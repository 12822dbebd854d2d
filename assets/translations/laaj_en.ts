<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="fr">
<context>
    <name>AskAgain</name>
    <message>
        <source>Poser la question autrement</source>
        <translation>Ask the question another way</translation>
    </message>
</context>
<context>
    <name>Asking</name>
    <message>
        <source>Non</source>
        <translation type="unfinished">No</translation>
    </message>
    <message>
        <source>Oui</source>
        <translation type="unfinished">Yes</translation>
    </message>
</context>
<context>
    <name>CollectionCards</name>
    <message>
        <source>Exporter « {0} »</source>
        <translation>Export “{0}”</translation>
    </message>
    <message>
        <source>Non</source>
        <translation type="unfinished">No</translation>
    </message>
    <message>
        <source>Oui</source>
        <translation type="unfinished">Yes</translation>
    </message>
    <message>
        <source>Retirer « {0} »</source>
        <translation>Remove “{0}”</translation>
    </message>
    <message>
        <source>Retirer « {0} » de cet ordinateur ?</source>
        <translation>Remove “{0}” from this computer?</translation>
    </message>
</context>
<context>
    <name>Collections</name>
    <message>
        <source>1 page</source>
        <translation>1 page</translation>
    </message>
    <message>
        <source>Pages ajoutées</source>
        <translation>Added pages</translation>
    </message>
    <message>
        <source>Pages de départ</source>
        <translation>Starter pages</translation>
    </message>
    <message>
        <source>{0} pages</source>
        <translation>{0} pages</translation>
    </message>
</context>
<context>
    <name>ConsentCard</name>
    <message>
        <source>Merci ! Votre question est gardée ici.</source>
        <translation>Thank you! Your question is kept here.</translation>
    </message>
    <message>
        <source>Non</source>
        <translation type="unfinished">No</translation>
    </message>
    <message>
        <source>Oui</source>
        <translation type="unfinished">Yes</translation>
    </message>
    <message>
        <source>Écouter</source>
        <translation type="unfinished">Listen</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Ajouter des fichiers</source>
        <translation>Add files</translation>
    </message>
    <message>
        <source>Exporter la collection</source>
        <translation>Export the collection</translation>
    </message>
    <message>
        <source>Importer une collection</source>
        <translation>Import a collection</translation>
    </message>
    <message>
        <source>Imprimer dans un fichier PDF</source>
        <translation>Print to a PDF file</translation>
    </message>
</context>
<context>
    <name>DocumentList</name>
    <message>
        <source>Arrêter</source>
        <translation type="unfinished">Stop</translation>
    </message>
    <message>
        <source>Garder cette page</source>
        <translation type="unfinished">Keep this page</translation>
    </message>
    <message>
        <source>Ne plus garder cette page</source>
        <translation type="unfinished">No longer keep this page</translation>
    </message>
    <message>
        <source>Écouter</source>
        <translation type="unfinished">Listen</translation>
    </message>
</context>
<context>
    <name>DropSheet</name>
    <message>
        <source>Lâchez ici pour ajouter à la bibliothèque</source>
        <translation>Drop here to add to the library</translation>
    </message>
</context>
<context>
    <name>Facilitation</name>
    <message>
        <source>Où exporter les questions données ?</source>
        <translation>Where to export the questions given?</translation>
    </message>
</context>
<context>
    <name>FacilitatorPage</name>
    <message>
        <source>Ajouter des pages</source>
        <translation>Add pages</translation>
    </message>
    <message>
        <source>Animateur</source>
        <translation>Facilitator</translation>
    </message>
    <message>
        <source>Collections et paquets</source>
        <translation>Collections and packs</translation>
    </message>
    <message>
        <source>Importer un paquet</source>
        <translation>Import a pack</translation>
    </message>
    <message>
        <source>Un paquet emporte une collection sur une clé USB, avec ses résumés en wolof.</source>
        <translation>A pack carries a collection on a USB stick, with its summaries in Wolof.</translation>
    </message>
    <message>
        <source>Voir les collections</source>
        <translation>See the collections</translation>
    </message>
</context>
<context>
    <name>FacilitatorRow</name>
    <message>
        <source>Arrêter</source>
        <translation type="unfinished">Stop</translation>
    </message>
    <message>
        <source>Bonne page : c&apos;est noté</source>
        <translation>Right page: noted</translation>
    </message>
    <message>
        <source>C&apos;est la bonne page</source>
        <translation type="unfinished">This is the right page</translation>
    </message>
    <message>
        <source>Dites-le quand cette page répond à la question : cela aide ceux qui demanderont après.</source>
        <translation>Say so when this page answers the question: it helps those who ask later.</translation>
    </message>
    <message>
        <source>Effacer le résumé</source>
        <translation>Erase the summary</translation>
    </message>
    <message>
        <source>Effacer le résumé de « {0} » ?</source>
        <translation>Erase the summary of “{0}”?</translation>
    </message>
    <message>
        <source>Enregistrer un résumé en wolof</source>
        <translation type="unfinished">Record a summary in Wolof</translation>
    </message>
    <message>
        <source>Garder ce résumé</source>
        <translation>Keep this summary</translation>
    </message>
    <message>
        <source>J&apos;enregistre : encore {0} secondes.</source>
        <translation>Recording: {0} seconds left.</translation>
    </message>
    <message>
        <source>Merci. Si la personne a donné sa question, le prochain Laaj apprendra à mieux y répondre.</source>
        <translation>Thank you. If the person gave their question, the next Laaj will learn to answer it better.</translation>
    </message>
    <message>
        <source>Ne pas le garder</source>
        <translation>Do not keep it</translation>
    </message>
    <message>
        <source>Recommencer</source>
        <translation>Start again</translation>
    </message>
    <message>
        <source>Refaire le résumé en wolof</source>
        <translation>Record the Wolof summary again</translation>
    </message>
    <message>
        <source>Un autre résumé attend d&apos;être gardé</source>
        <translation>Another summary waits to be kept</translation>
    </message>
    <message>
        <source>Un instant…</source>
        <translation>One moment…</translation>
    </message>
    <message>
        <source>Une autre page est notée comme la bonne ; celle-ci la remplacera.</source>
        <translation>Another page is noted as the right one; this one will replace it.</translation>
    </message>
    <message>
        <source>Écouter</source>
        <translation type="unfinished">Listen</translation>
    </message>
    <message>
        <source>Écoutez, puis gardez ce résumé, ou recommencez.</source>
        <translation>Listen, then keep this summary, or start again.</translation>
    </message>
</context>
<context>
    <name>FacilitatorSwitch</name>
    <message>
        <source>Code de l&apos;animateur</source>
        <translation type="unfinished">Facilitator&apos;s code</translation>
    </message>
    <message>
        <source>Demander ce code</source>
        <translation type="unfinished">Ask for this code</translation>
    </message>
    <message>
        <source>Entrez le code de l&apos;animateur.</source>
        <translation type="unfinished">Enter the facilitator&apos;s code.</translation>
    </message>
    <message>
        <source>L&apos;animateur confirme la bonne page, enregistre des résumés en wolof, et voit ce qui est demandé dans la semaine, sans savoir par qui.</source>
        <translation type="unfinished">The facilitator confirms the right page, records summaries in Wolof, and sees what is asked during the week, without knowing by whom.</translation>
    </message>
    <message>
        <source>Ne plus demander de code</source>
        <translation type="unfinished">Stop asking for a code</translation>
    </message>
    <message>
        <source>Non</source>
        <translation type="unfinished">No</translation>
    </message>
    <message>
        <source>Oui</source>
        <translation type="unfinished">Yes</translation>
    </message>
    <message>
        <source>Outils de l&apos;animateur</source>
        <translation type="unfinished">Facilitator&apos;s tools</translation>
    </message>
    <message>
        <source>Ouvrir</source>
        <translation type="unfinished">Open</translation>
    </message>
    <message>
        <source>Ouvrir la page de l&apos;animateur</source>
        <translation type="unfinished">Open the facilitator&apos;s page</translation>
    </message>
    <message>
        <source>Un code est demandé pour remettre ces outils.</source>
        <translation type="unfinished">A code is asked for to bring these tools back.</translation>
    </message>
    <message>
        <source>Vous pouvez choisir un code de 4 à 8 chiffres, qui sera demandé pour remettre ces outils.</source>
        <translation type="unfinished">You can choose a code of 4 to 8 digits, which will be asked for to bring these tools back.</translation>
    </message>
</context>
<context>
    <name>GistSection</name>
    <message>
        <source>Effacer le résumé de « {0} »</source>
        <translation>Erase the summary of “{0}”</translation>
    </message>
    <message>
        <source>Effacer le résumé de « {0} » ?</source>
        <translation>Erase the summary of “{0}”?</translation>
    </message>
    <message>
        <source>Pages avec un résumé : {0} sur {1}.</source>
        <translation>Pages with a summary: {0} of {1}.</translation>
    </message>
    <message>
        <source>Pages qui ont un résumé</source>
        <translation>Pages that have a summary</translation>
    </message>
    <message>
        <source>Résumés en wolof</source>
        <translation>Summaries in Wolof</translation>
    </message>
    <message>
        <source>Venu avec un paquet</source>
        <translation>Came with a pack</translation>
    </message>
    <message>
        <source>À enregistrer d&apos;abord : les pages les plus lues qui n&apos;en ont pas.</source>
        <translation>To record first: the most read pages that have none.</translation>
    </message>
    <message>
        <source>Écouter le résumé de « {0} »</source>
        <translation>Listen to the summary of “{0}”</translation>
    </message>
</context>
<context>
    <name>GivenSection</name>
    <message>
        <source>Effacer la question du {0}</source>
        <translation>Erase the question of {0}</translation>
    </message>
    <message>
        <source>Effacer toutes les questions données ?</source>
        <translation>Erase all the questions given?</translation>
    </message>
    <message>
        <source>Exporter</source>
        <translation type="unfinished">Export</translation>
    </message>
    <message>
        <source>Gardées sur cet ordinateur, avec l&apos;accord de chaque personne et sans son nom. L&apos;exportation prend celles dont la bonne page est confirmée : elles apprennent au prochain Laaj à mieux répondre.</source>
        <translation>Kept on this computer, with each person&apos;s consent and without their name. The export takes those whose right page is confirmed: they teach the next Laaj to answer better.</translation>
    </message>
    <message>
        <source>Il n&apos;y en a pas.</source>
        <translation>There are none.</translation>
    </message>
    <message>
        <source>Pas encore de bonne page</source>
        <translation>No right page yet</translation>
    </message>
    <message>
        <source>Questions données</source>
        <translation>Questions given</translation>
    </message>
    <message>
        <source>Tout effacer</source>
        <translation type="unfinished">Erase everything</translation>
    </message>
    <message>
        <source>{0}, {1} secondes</source>
        <translation>{0}, {1} seconds</translation>
    </message>
    <message>
        <source>Écouter la question du {0}</source>
        <translation>Listen to the question of {0}</translation>
    </message>
</context>
<context>
    <name>HelpPage</name>
    <message>
        <source>Clavier</source>
        <translation>Keyboard</translation>
    </message>
    <message>
        <source>Comment demander</source>
        <translation>How to ask</translation>
    </message>
    <message>
        <source>Espace : microphone. Échap : annuler ou revenir. Entrée : ouvrir. F1 : aide. F2 : nom du bouton.</source>
        <translation>Space: microphone. Esc: cancel or go back. Enter: open. F1: help. F2: name of the button.</translation>
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
        <source>Ouvrez une page : le passage qui répond est marqué en couleur.</source>
        <translation>Open a page: the passage that answers is marked in colour.</translation>
    </message>
    <message>
        <source>Rien ne sort de cet ordinateur. Tant que la fenêtre est ouverte, le microphone reste prêt pour ne pas perdre vos premiers mots. Vous pouvez réécouter votre question tant que sa réponse est devant vous ; ensuite elle est effacée, sauf si Laaj vous demande de la garder et que vous dites oui.</source>
        <translation>Nothing leaves this computer. While the window is open, the microphone stays ready so that your first words are not lost. You can listen to your question again as long as its answer is before you; then it is erased, unless Laaj asks you to keep it and you say yes.</translation>
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
        <source>Touchez le grand bouton, attendez le son qui monte, puis parlez en wolof comme à quelqu&apos;un.</source>
        <translation>Touch the large button, wait for the rising tone, then speak in Wolof as you would to somebody.</translation>
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
    <name>LevelBar</name>
    <message>
        <source>C&apos;est trop fort : parlez un peu plus loin.</source>
        <translation>That is too loud: speak a little farther away.</translation>
    </message>
    <message>
        <source>Je vous entends bien.</source>
        <translation>I hear you well.</translation>
    </message>
    <message>
        <source>Parlez : la barre doit arriver dans le cadre.</source>
        <translation>Speak: the bar should reach the frame.</translation>
    </message>
</context>
<context>
    <name>LibraryPage</name>
    <message>
        <source>Ajouter</source>
        <translation type="unfinished">Add</translation>
    </message>
    <message>
        <source>Ajouter des fichiers</source>
        <translation>Add files</translation>
    </message>
    <message>
        <source>Aucune page n&apos;a ces mots. Essayez un autre mot.</source>
        <translation>No page has these words. Try another word.</translation>
    </message>
    <message>
        <source>Chercher dans la bibliothèque</source>
        <translation>Search the library</translation>
    </message>
    <message>
        <source>Collections</source>
        <translation>Collections</translation>
    </message>
    <message>
        <source>Effacer les mots</source>
        <translation>Clear the words</translation>
    </message>
    <message>
        <source>Gardées</source>
        <translation>Kept</translation>
    </message>
    <message>
        <source>Il n&apos;y a pas encore de page ici.</source>
        <translation>There is no page here yet.</translation>
    </message>
    <message>
        <source>Importer</source>
        <translation type="unfinished">Import</translation>
    </message>
    <message>
        <source>Importer une collection</source>
        <translation>Import a collection</translation>
    </message>
    <message>
        <source>Les pages que vous ouvrez seront ici.</source>
        <translation>The pages that you open will be here.</translation>
    </message>
    <message>
        <source>Pages comme « {0} »</source>
        <translation>Pages like “{0}”</translation>
    </message>
    <message>
        <source>Pages gardées</source>
        <translation type="unfinished">Kept pages</translation>
    </message>
    <message>
        <source>Pages récentes</source>
        <translation type="unfinished">Recent pages</translation>
    </message>
    <message>
        <source>Pages trouvées</source>
        <translation>Pages found</translation>
    </message>
    <message>
        <source>Récentes</source>
        <translation>Recent</translation>
    </message>
    <message>
        <source>Touchez l&apos;étoile d&apos;une page : vous la retrouverez ici.</source>
        <translation>Touch the star of a page: you will find it here again.</translation>
    </message>
    <message>
        <source>Tout</source>
        <translation>All</translation>
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
        <source>Animateur</source>
        <translation>Facilitator</translation>
    </message>
    <message>
        <source>Pages gardées</source>
        <translation type="unfinished">Kept pages</translation>
    </message>
    <message>
        <source>Revenir</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>NonePage</name>
    <message>
        <source>Essayons autrement</source>
        <translation>Let us try another way</translation>
    </message>
    <message>
        <source>Ou choisir un thème</source>
        <translation>Or choose a theme</translation>
    </message>
    <message>
        <source>Ou écrire en français</source>
        <translation type="unfinished">Or write in French</translation>
    </message>
    <message>
        <source>Question écrite en français</source>
        <translation type="unfinished">Question written in French</translation>
    </message>
</context>
<context>
    <name>PlayButton</name>
    <message>
        <source>Arrêter</source>
        <translation type="unfinished">Stop</translation>
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
        <source>Voir les plus proches</source>
        <translation>See the nearest</translation>
    </message>
    <message>
        <source>Écrire</source>
        <translation>Write</translation>
    </message>
</context>
<context>
    <name>ReaderBar</name>
    <message>
        <source>Arrêter</source>
        <translation type="unfinished">Stop</translation>
    </message>
    <message>
        <source>Garder</source>
        <translation>Keep</translation>
    </message>
    <message>
        <source>Gardée</source>
        <translation>Kept</translation>
    </message>
    <message>
        <source>Pages comme celle-ci</source>
        <translation>Pages like this one</translation>
    </message>
    <message>
        <source>Résumé en wolof</source>
        <translation>Summary in Wolof</translation>
    </message>
    <message>
        <source>Écouter</source>
        <translation type="unfinished">Listen</translation>
    </message>
</context>
<context>
    <name>ReaderPage</name>
    <message>
        <source>Cette page n&apos;a pas de texte.</source>
        <translation>This page has no text.</translation>
    </message>
    <message>
        <source>Sources : {0}</source>
        <translation>Sources: {0}</translation>
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
    <name>Section</name>
    <message>
        <source>Montrer les suivants</source>
        <translation>Show the next ones</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Claires</source>
        <translation type="unfinished">Light</translation>
    </message>
    <message>
        <source>Comme l&apos;ordinateur</source>
        <translation>As the computer</translation>
    </message>
    <message>
        <source>Couleurs</source>
        <translation type="unfinished">Colours</translation>
    </message>
    <message>
        <source>Demander à garder les questions</source>
        <translation>Ask to keep the questions</translation>
    </message>
    <message>
        <source>Grand</source>
        <translation type="unfinished">Large</translation>
    </message>
    <message>
        <source>Laaj joue un son quand il écoute, et dit ce qui ne va pas.</source>
        <translation>Laaj plays a sound when it listens, and says what is wrong.</translation>
    </message>
    <message>
        <source>Langue</source>
        <translation type="unfinished">Language</translation>
    </message>
    <message>
        <source>Le plus grand</source>
        <translation>The largest</translation>
    </message>
    <message>
        <source>Lecture à voix haute</source>
        <translation>Reading aloud</translation>
    </message>
    <message>
        <source>Lente</source>
        <translation>Slow</translation>
    </message>
    <message>
        <source>Mouvements</source>
        <translation>Movement</translation>
    </message>
    <message>
        <source>Non</source>
        <translation type="unfinished">No</translation>
    </message>
    <message>
        <source>Non : rien ne bouge tout seul dans la fenêtre.</source>
        <translation>No: nothing moves by itself in the window.</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation type="unfinished">Normal</translation>
    </message>
    <message>
        <source>Normale</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Oui</source>
        <translation type="unfinished">Yes</translation>
    </message>
    <message>
        <source>Oui : après chaque question parlée, Laaj demande à la personne s&apos;il peut la garder. Si elle accepte, son enregistrement reste sur cet ordinateur, et un animateur peut l&apos;exporter pour améliorer Laaj. Non : rien n&apos;est demandé, et aucune nouvelle voix n&apos;est gardée.</source>
        <translation>Yes: after each spoken question, Laaj asks the person whether it may keep it. If they agree, their recording stays on this computer, and a facilitator can export it to make Laaj better. No: nothing is asked, and no new voice is kept.</translation>
    </message>
    <message>
        <source>Petit</source>
        <translation type="unfinished">Small</translation>
    </message>
    <message>
        <source>Rapide</source>
        <translation>Fast</translation>
    </message>
    <message>
        <source>Réglages</source>
        <translation type="unfinished">Settings</translation>
    </message>
    <message>
        <source>Sombres</source>
        <translation type="unfinished">Dark</translation>
    </message>
    <message>
        <source>Sons</source>
        <translation type="unfinished">Sounds</translation>
    </message>
    <message>
        <source>Taille du texte</source>
        <translation type="unfinished">Text size</translation>
    </message>
    <message>
        <source>Très contrastées</source>
        <translation>High contrast</translation>
    </message>
    <message>
        <source>Très grand</source>
        <translation type="unfinished">Very large</translation>
    </message>
    <message>
        <source>Très lente</source>
        <translation>Very slow</translation>
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
        <source>Collections</source>
        <translation>Collections</translation>
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
        <source>Fermer</source>
        <translation>Close</translation>
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
        <source>Ouvrir cette page</source>
        <translation>Open this page</translation>
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
        <source>Voir les plus proches</source>
        <translation>See the nearest</translation>
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
        <source>Voulez-vous donner cette question, pour que Laaj apprenne le wolof ? Votre voix sera gardée et pourra être envoyée.</source>
        <translation>Would you give this question, so that Laaj learns Wolof? Your voice will be kept and may be sent.</translation>
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
        <source>Écrire une question en français</source>
        <translation>Write a question in French</translation>
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
        <source>Parlez plus doucement, ou plus loin du microphone.</source>
        <translation>Speak more softly, or farther from the microphone.</translation>
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
        <source>Votre voix était trop forte</source>
        <translation>Your voice was too loud</translation>
    </message>
    <message>
        <source>Vous pouvez déjà choisir un thème.</source>
        <translation>You can choose a theme already.</translation>
    </message>
</context>
<context>
    <name>VoiceLine</name>
    <message>
        <source>Arrêter</source>
        <translation type="unfinished">Stop</translation>
    </message>
    <message>
        <source>Votre question est gardée ici</source>
        <translation>Your question is kept here</translation>
    </message>
    <message>
        <source>Votre voix est effacée</source>
        <translation>Your voice is erased</translation>
    </message>
    <message>
        <source>Votre voix n&apos;est pas gardée : elle sera effacée.</source>
        <translation>Your voice is not kept: it will be erased.</translation>
    </message>
    <message>
        <source>Écouter ma question</source>
        <translation type="unfinished">Listen to my question</translation>
    </message>
</context>
<context>
    <name>WeekSection</name>
    <message>
        <source>Cette semaine</source>
        <translation>This week</translation>
    </message>
    <message>
        <source>Des nombres seulement : ni les mots, ni la voix, ni qui a demandé.</source>
        <translation>Numbers only: not the words, not the voice, not who asked.</translation>
    </message>
    <message>
        <source>Le journal de cet ordinateur ne s&apos;ouvre pas : rien n&apos;est compté.</source>
        <translation>This computer&apos;s journal does not open: nothing is counted.</translation>
    </message>
    <message>
        <source>Pages les plus ouvertes</source>
        <translation>Pages opened most</translation>
    </message>
    <message>
        <source>par écrit</source>
        <translation>in writing</translation>
    </message>
    <message>
        <source>pas la bonne page</source>
        <translation>not the right page</translation>
    </message>
    <message>
        <source>pas sûr</source>
        <translation>not sure</translation>
    </message>
    <message>
        <source>rien entendu</source>
        <translation>nothing heard</translation>
    </message>
    <message>
        <source>rien trouvé</source>
        <translation>nothing found</translation>
    </message>
    <message>
        <source>trouvé</source>
        <translation>found</translation>
    </message>
    <message>
        <source>{0} fois</source>
        <translation>{0} times</translation>
    </message>
    <message>
        <source>à voix haute</source>
        <translation>aloud</translation>
    </message>
</context>
<context>
    <name>WorkStrip</name>
    <message>
        <source>Ajouté : {0}.</source>
        <translation>Added: {0}.</translation>
    </message>
    <message>
        <source>Arrêter</source>
        <translation type="unfinished">Stop</translation>
    </message>
    <message>
        <source>Aucune page n&apos;a été ajoutée.</source>
        <translation>No page was added.</translation>
    </message>
    <message>
        <source>C&apos;est arrêté.</source>
        <translation>It has stopped.</translation>
    </message>
    <message>
        <source>C&apos;est écrit : « {0} »</source>
        <translation>Written: “{0}”</translation>
    </message>
    <message>
        <source>Ce qui n&apos;a pas été ajouté :</source>
        <translation>What was not added:</translation>
    </message>
    <message>
        <source>Encore moins d&apos;une minute</source>
        <translation>Less than a minute left</translation>
    </message>
    <message>
        <source>Encore une minute environ</source>
        <translation>About a minute left</translation>
    </message>
    <message>
        <source>Encore {0} minutes environ</source>
        <translation>About {0} minutes left</translation>
    </message>
    <message>
        <source>Fermer</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>J&apos;ajoute des pages…</source>
        <translation>Adding pages…</translation>
    </message>
    <message>
        <source>J&apos;arrête…</source>
        <translation>Stopping…</translation>
    </message>
    <message>
        <source>J&apos;exporte les questions…</source>
        <translation>Exporting the questions…</translation>
    </message>
    <message>
        <source>J&apos;écris la collection…</source>
        <translation>Writing the collection…</translation>
    </message>
    <message>
        <source>J&apos;écris la page…</source>
        <translation>Writing the page…</translation>
    </message>
    <message>
        <source>Personne n&apos;a signé « {0} » : rien ne dit qui l&apos;a fait.</source>
        <translation>Nobody signed “{0}”: nothing says who made it.</translation>
    </message>
    <message>
        <source>« {0} » : {1}</source>
        <translation>“{0}”: {1}</translation>
    </message>
    <message>
        <source>« {0} » est dans la bibliothèque.</source>
        <translation>“{0}” is in the library.</translation>
    </message>
    <message>
        <source>… et encore {0}.</source>
        <translation>… and {0} more.</translation>
    </message>
</context>
<context>
    <name>_MicrophoneSection</name>
    <message>
        <source>Celui de l&apos;ordinateur</source>
        <translation>The computer&apos;s own</translation>
    </message>
    <message>
        <source>Essayer le microphone</source>
        <translation>Try the microphone</translation>
    </message>
    <message>
        <source>Finir l&apos;essai</source>
        <translation>End the trial</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Microphone</translation>
    </message>
</context>
<context>
    <name>_SearchSection</name>
    <message>
        <source>La plus précise</source>
        <translation>The most precise</translation>
    </message>
    <message>
        <source>La plus rapide</source>
        <translation>The fastest</translation>
    </message>
    <message>
        <source>Recherche</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>Sur un ordinateur lent, choisissez la plus rapide. La plus précise regarde chaque page de plus près.</source>
        <translation>On a slow computer, choose the fastest. The most precise looks at each page more closely.</translation>
    </message>
    <message>
        <source>Équilibrée</source>
        <translation>Balanced</translation>
    </message>
</context>
</TS>
